import { get, post, type ResponseOf, type Schema } from './calls'
import type { WebhookDraft } from './webhooks'

export type Explanation = Schema<'Explanation'>
export type Predicate = Explanation['predicates'][number]
export type QueryPart = Schema<'QueryPart'>
export type Simulation = Schema<'Simulation'>
export type NamedEvent = Simulation['newest'][number]
export type RetrySchedule = ResponseOf<'/api/retry-schedule', 'get'>

const PAGE = 200
const PAGES_MAX = 20

export const why = (event: string, webhook: string, signal?: AbortSignal) => get('/api/events/{id}/explain', { path: { id: event }, query: { webhook }, signal })

/** The events of an asset, newest first: of very many only those that are reached in some pages. */
export async function eventsOf(asset: string, signal?: AbortSignal): Promise<NamedEvent[]> {
  const all: NamedEvent[] = []
  let after = ''
  for (let page = 0; page < PAGES_MAX; page++) {
    const found = await get('/api/events', { query: { asset, limit: PAGE, after: after || null }, signal })
    all.push(...found.items)
    if (found.next === after) break
    after = found.next
  }
  return all.reverse()
}

/** What a webhook would get of the newest events; of an existing one, what would change. */
export const simulate = (webhook: Partial<WebhookDraft>, id: string | null, events: number) =>
  post('/api/webhooks/simulations', { json: { webhook, events, ...(id !== null && { id }) } }) as Promise<Simulation>
export const simulation = (job: string) => get('/api/webhooks/simulations/{id}', { path: { id: job } })

/** When retries would be made; null: by the server's schedule. */
export const retries = (webhook: string | null, signal?: AbortSignal) => get('/api/retry-schedule', { query: { webhook }, signal })
