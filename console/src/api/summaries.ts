import { anyOf, local } from './assets'
import { get, type Schema } from './calls'

export type EventSummary = Schema<'EventSummary'>
export type AssetSummary = Schema<'AssetSummary'>

/** The server takes so many ids at a time. */
export const IDS_MAX = 100

/** What happened with these events, as it was stored with them; those that are gone are left out. */
export const summaries = async (events: string[]) => (await get('/api/event-summaries', { query: { ids: events.join(',') } })).items

/** The same of the events of these deliveries. */
export const summariesOfDeliveries = async (deliveries: string[]) => (await get('/api/event-summaries', { query: { deliveries: deliveries.join(',') } })).items

/** What these assets are, or were before they were removed; those that the user may not see are left out. */
export const assetSummaries = async (assets: string[]) => (await get('/api/asset-summaries', { query: { ids: assets.join(',') } })).items

/** Thumbnails of those of these assets that are still there and that the user may see, by their ids. */
export async function thumbnails(assets: string[]): Promise<Map<string, string>> {
  const { hits } = await get('/services/search', { query: { q: anyOf(assets), num: assets.length } })
  return new Map(hits.flatMap((hit) => (hit.thumbnailUrl ? [[hit.id, local(hit.thumbnailUrl) ?? ''] as const] : [])))
}
