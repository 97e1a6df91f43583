import type { Page } from 'playwright-core'
import { receiver, type Receiver } from './receiver'

/** A name, and a response, that would change the title if they were taken for markup. */
export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script>'
const HOSTILE_RESPONSE = '<svg onload="document.title=\'owned\'"></svg>'

export interface Made {
  endpoint: Receiver
  /** Its name is hostile, and it has deliveries. */
  webhook: string
  /** It calls the inspector, and has no delivery. */
  quiet: string
  inspector: { id: string; url: string }
  /** Got a hostile 500 twice. */
  delivery: string
  job: string
  /** The first webhook subscribes to it. */
  newFolder(name: string): Promise<void>
}

const WAIT_MS = 90_000

/** A call in this page's session. */
export async function call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const { status, text } = await page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(path, {
        method,
        headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '', ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body }),
      })
      return { status: response.status, text: await response.text() }
    },
    [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
  )
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`)
  return JSON.parse(text) as T
}

/** Reads until what was read is as it should be. */
export async function until<T>(page: Page, path: string, done: (read: T) => boolean): Promise<T> {
  const end = Date.now() + WAIT_MS
  for (;;) {
    const read = await call<T>(page, 'GET', path)
    if (done(read)) return read
    if (Date.now() > end) throw new Error(`${path} did not come to be as it should: ${JSON.stringify(read)}`)
    await new Promise((later) => setTimeout(later, 100))
  }
}

/** A folder in the root. */
export async function newFolder(page: Page, name: string): Promise<void> {
  await page.evaluate(
    async ([name]) => {
      const response = await fetch('/services/createFolder', {
        method: 'POST',
        headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' },
        body: new URLSearchParams({ path: `/${name}` }),
      })
      if (!response.ok) throw new Error(`createFolder: ${response.status} ${await response.text()}`)
    },
    [name] as const,
  )
}

interface Listed {
  items: { id: string; state: string; attempts: number }[]
}

/** What the pages show, brought about on the real server: a webhook that failed, a job, a receiver. */
export async function made(page: Page): Promise<Made> {
  const endpoint = await receiver()
  const webhook = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: HOSTILE, url: endpoint.url, eventTypes: ['folder_create'] })
  const deliveries = `/api/deliveries?webhook=${webhook.id}`
  await newFolder(page, 'Received')
  await until<Listed>(page, deliveries, ({ items }) => items[0]?.state === 'delivered')

  endpoint.status = 500
  endpoint.body = HOSTILE_RESPONSE
  await newFolder(page, 'Refused')
  const { items } = await until<Listed>(page, deliveries, ({ items }) => items.length === 2 && items[0]!.attempts > 0)
  const delivery = items[0]!.id
  await call(page, 'POST', `/api/deliveries/${delivery}/retry`)
  await until<{ attemptList: unknown[] }>(page, `/api/deliveries/${delivery}`, ({ attemptList }) => attemptList.length > 1)
  endpoint.status = 200
  const job = await call<{ id: string }>(page, 'POST', '/api/jobs', { kind: 'resend', filter: { webhook: webhook.id } })
  await until<{ state: string }>(page, `/api/jobs/${job.id}`, ({ state }) => state === 'done')

  const inspector = await call<{ id: string; url: string }>(page, 'POST', '/api/inspectors', { status: 200 })
  const quiet = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: 'To the receiver', url: inspector.url, eventTypes: ['folder_remove'] })
  await call(page, 'POST', `/api/webhooks/${quiet.id}/tests`, {})
  return { endpoint, webhook: webhook.id, quiet: quiet.id, inspector, delivery, job: job.id, newFolder: (name) => newFolder(page, name) }
}
