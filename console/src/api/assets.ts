import { get, service } from './http'

export type Value = string | number | boolean | null | { value: unknown; formatted: string } | (string | number)[]

export interface Hit {
  id: string
  permissions: string
  metadata: Record<string, Value>
  thumbnailUrl?: string
  previewUrl?: string
  originalUrl?: string
}

export interface Facet {
  value: string
  hitCount: number
  selected: boolean
}

export interface Found {
  firstResult: number
  totalHits: number
  hits: Hit[]
  facets: Record<string, Facet[]>
}

export interface Search {
  q: string
  start: number
  num: number
  sort: string
  selections: Record<string, string>
}

export const FACETS = ['assetDomain', 'extension', 'status', 'tags'] as const

export const search = (wanted: Search, signal?: AbortSignal) =>
  get<Found>(
    '/services/search',
    {
      q: wanted.q,
      start: wanted.start,
      num: wanted.num,
      sort: wanted.sort,
      facets: FACETS.join(','),
      ...Object.fromEntries(Object.entries(wanted.selections).map(([field, value]) => [`facet.${field}.selection`, value])),
    },
    signal,
  )
export const find = async (id: string, signal?: AbortSignal) =>
  (await get<Found>('/services/search', { q: `id:"${id}"`, num: 1 }, signal)).hits[0] ?? null

export type Counted = { processedCount: number; errorCount: number }

const metadata = (values: Record<string, unknown>) => JSON.stringify(values)

export const update = (id: string, values: Record<string, unknown>) =>
  service<Hit>('/services/update', { id, metadata: metadata(values), parseMetadataModifications: 'false' })
export const updateAll = (ids: string[], values: Record<string, unknown>) =>
  service<Counted>('/services/updatebulk', { q: anyOf(ids), metadata: metadata(values), parseMetadataModifications: 'true' })
export const remove = (ids: string[]) => service<Counted>('/services/remove', { ids: ids.join(',') })
export const move = (source: string, target: string) => service<Counted>('/services/move', { source, target })
export const copy = (source: string, target: string) => service<Counted>('/services/copy', { source, target })
export const checkOut = (id: string) => service<unknown>(`/services/checkout/${id}`, {})
export const undoCheckOut = (id: string) => service<unknown>(`/services/undocheckout/${id}`, {})

export const anyOf = (ids: string[]) => ids.map((id) => `id:"${id}"`).join(' OR ')

export interface Version {
  version: number
  current: boolean
  created: unknown
  createdBy: string
  hit: Hit
}

export const versions = async (assetId: string, signal?: AbortSignal) =>
  (await get<{ hits: Version[] }>('/services/version/list', { assetId }, signal)).hits
export const promote = (assetId: string, version: number) =>
  service<unknown>('/services/version/promote', { assetId, version: String(version) })

export interface HistoryEntry {
  usageStatsRecord: {
    id: string
    logDate: unknown
    userName: string
    action: string
    changedMetadata?: Record<string, { oldValue: unknown; newValue: unknown }>
  }
}

export const history = async (id: string, signal?: AbortSignal) =>
  (await get<{ hits: HistoryEntry[] }>('/services/asset/history', { id, num: 50, detailLevel: 5 }, signal)).hits

/** The server's links begin with the address it is known by; here they are on this page's own. */
export function local(url: string | undefined): string | null {
  if (!url) return null
  const parsed = new URL(url, location.href)
  return parsed.pathname + parsed.search
}
