import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedRequest {
  headers: IncomingHttpHeaders
  body: string
}

/** A real receiver on this machine: keeps the requests that it receives, and responds as it is set. */
export interface Receiver {
  url: string
  received: ReceivedRequest[]
  status: number
  body: string
  /** Another status at some paths. */
  at: Record<string, number>
  /** Headers of each response. */
  headers: Record<string, string>
  /** Waits for a request of this type. */
  waitFor(type: string): Promise<ReceivedRequest>
  close(): Promise<void>
}

const WAIT_MS = 90_000

export async function receiver(): Promise<Receiver> {
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(self.at[request.url ?? ''] ?? self.status, { 'Content-Type': 'text/html', ...self.headers }).end(self.body)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    status: 200,
    body: '',
    at: {},
    headers: {},
    async waitFor(type) {
      const end = Date.now() + WAIT_MS
      while (Date.now() < end) {
        const found = received.find((one) => one.body.includes(`"type":"${type}"`))
        if (found) return found
        await new Promise((later) => setTimeout(later, 50))
      }
      throw new Error(`No ${type} came within ${WAIT_MS} ms; received: ${received.map((one) => one.body).join('\n')}`)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return self
}

export function genuine(received: ReceivedRequest, token: string): boolean {
  return received.headers['x-hook-signature'] === createHmac('sha256', token).update(received.body).digest('hex')
}
