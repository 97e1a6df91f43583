import { get, post, type ResponseOf, type Schema } from './calls'
import type { WebhookDraft } from './webhooks'

export type Explanation = Schema<'Explanation'>
export type Predicate = Explanation['predicates'][number]
export type QueryPart = Schema<'QueryPart'>
export type Simulation = Schema<'Simulation'>
export type NamedEvent = Simulation['newest'][number]
export type RetrySchedule = ResponseOf<'/api/retry-schedule', 'get'>

const PAGE = 200

export const why = (event: string, webhook: string, signal?: AbortSignal) => get('/api/events/{id}/explain', { path: { id: event }, query: { webhook }, signal })

/** The newest events of an asset, newest first. The journal is read to its end, since it begins with the oldest. */
export async function eventsOf(asset: string, signal?: AbortSignal): Promise<NamedEvent[]> {
  let newest: NamedEvent[] = []
  let after = ''
  for (;;) {
    const found = await get('/api/events', { query: { asset, limit: PAGE, after: after || null }, signal })
    newest = [...newest, ...found.items].slice(-PAGE)
    if (found.next === after) return newest.reverse()
    after = found.next
  }
}

/** What a webhook would get of the newest events, or of one; of an existing one, what would change. */
export const simulate = (webhook: Partial<WebhookDraft>, id: string | null, of: { events: number } | { event: string }, signal?: AbortSignal) =>
  post('/api/simulations', { json: { webhook, ...of, ...(id !== null && { id }) }, signal }) as Promise<Simulation>
export const simulation = (job: string) => get('/api/simulations/{id}', { path: { id: job } })

/** When retries would be made by these delays; none: by those of the server. */
export const retries = (delays: string[], signal?: AbortSignal) => get('/api/retry-schedule', { query: { retryDelays: delays.join(',') || null }, signal })
