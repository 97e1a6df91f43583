import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  headers: IncomingHttpHeaders
  body: string
}

/** A real receiver on this machine: keeps what it hears, answers as told. */
export interface Receiver {
  url: string
  heard: Heard[]
  answer: number
  body: string
  /** Another answer at some paths. */
  at: Record<string, number>
  /** Headers of each answer. */
  headers: Record<string, string>
  /** Waits for a request of this type. */
  hears(type: string): Promise<Heard>
  close(): Promise<void>
}

const WAIT_MS = 30_000

export async function receiver(): Promise<Receiver> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(self.at[request.url ?? ''] ?? self.answer, { 'Content-Type': 'text/html', ...self.headers }).end(self.body)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    heard,
    answer: 200,
    body: '',
    at: {},
    headers: {},
    async hears(type) {
      const end = Date.now() + WAIT_MS
      while (Date.now() < end) {
        const found = heard.find((one) => one.body.includes(`"type":"${type}"`))
        if (found) return found
        await new Promise((later) => setTimeout(later, 50))
      }
      throw new Error(`No ${type} came within ${WAIT_MS} ms; heard: ${heard.map((one) => one.body).join('\n')}`)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return self
}

export function genuine(heard: Heard, token: string): boolean {
  return heard.headers['x-hook-signature'] === createHmac('sha256', token).update(heard.body).digest('hex')
}
