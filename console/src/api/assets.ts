import { get, link, service, type ResponseOf, type Schema } from './calls'

export type Hit = Schema<'Hit'>
export type Found = Schema<'SearchResult'>
export type Facet = NonNullable<Found['facets']>[string][number]

export interface Search {
  q: string
  start: number
  num: number
  sort: string
  selections: Record<string, string>
  /** The fields whose values are counted. */
  facets: readonly string[]
  /** The fields that are read, beside those that every list needs. */
  columns: readonly string[]
}

/** What a tile or a row shows and does; the rest is read when an asset is opened. */
const LISTED = ['name', 'filename', 'extension', 'status', 'assetDomain', 'assetPath', 'folderPath', 'fileSize', 'assetModified', 'checkedOutBy', 'previewState', 'width', 'height', 'versionNumber']

export const search = (wanted: Search, signal?: AbortSignal) =>
  get('/services/search', {
    query: {
      q: wanted.q,
      start: wanted.start,
      num: wanted.num,
      sort: wanted.sort,
      facets: [...new Set([...wanted.facets, ...Object.keys(wanted.selections)])].join(','),
      metadataToReturn: [...new Set([...LISTED, ...wanted.columns])].join(','),
      ...Object.fromEntries(Object.entries(wanted.selections).map(([field, value]) => [`facet.${field}.selection`, value])),
    },
    signal,
  })
/** The ids of the first so many that a search finds. */
export const ids = async (wanted: Search, signal?: AbortSignal) => (await search({ ...wanted, facets: [], columns: [] }, signal)).hits.map((hit) => hit.id)
/** These assets with all their metadata, in this order; those that are gone are left out. */
export async function byIds(wanted: string[], signal?: AbortSignal): Promise<Hit[]> {
  if (wanted.length === 0) return []
  const { hits } = await get('/services/search', { query: { q: anyOf(wanted), num: wanted.length }, signal })
  const found = new Map(hits.map((hit) => [hit.id, hit]))
  return wanted.flatMap((id) => found.get(id) ?? [])
}
export const find = async (id: string, signal?: AbortSignal) =>
  (await get('/services/search', { query: { q: `id:"${id}"`, num: 1 }, signal })).hits[0] ?? null

const LOOKED_UP_MAX = 200
/** Assets of which only the names and what may be done with them is read; those that are gone are left out. */
export async function permitted(wanted: string[], signal?: AbortSignal): Promise<Hit[]> {
  const all: Hit[] = []
  for (let from = 0; from < wanted.length; from += LOOKED_UP_MAX) {
    const part = wanted.slice(from, from + LOOKED_UP_MAX)
    all.push(...(await get('/services/search', { query: { q: anyOf(part), num: part.length, metadataToReturn: 'name' }, signal })).hits)
  }
  return all
}

const SAME_MAX = 20
/** Other assets whose file has this MD5. */
export const sameFile = async (checksum: string, id: string, signal?: AbortSignal) =>
  (await get('/services/search', { query: { q: `firstExtractedChecksum:"${checksum}"`, num: SAME_MAX, sort: 'assetCreated-asc', metadataToReturn: 'assetPath,name' }, signal })).hits.filter((hit) => hit.id !== id)

export type Counted = Schema<'Counts'>

/** Without `async`, the response to these requests comes when all is done. */
export const counted = (response: Promise<Schema<'CountsOrProcess'>>) => response as Promise<Counted>

const metadata = (values: Record<string, unknown>) => JSON.stringify(values)

export const update = (id: string, values: Record<string, unknown>) =>
  service('/services/update', { id, metadata: metadata(values), parseMetadataModifications: 'false' })
export const updateAll = (ids: string[], values: Record<string, unknown>) =>
  counted(service('/services/updatebulk', { q: anyOf(ids), metadata: metadata(values), parseMetadataModifications: 'true' }))
/** Gives an asset another name, with its extension. */
export const rename = (id: string, filename: string) => service('/services/update', { id, metadata: metadata({ filename }) })
export const remove = (ids: string[]) => counted(service('/services/remove', { ids: ids.join(',') }))
export const move = (source: string, target: string) => counted(service('/services/move', { source, target }))
export const copy = (source: string, target: string) => counted(service('/services/copy', { source, target }))
export const checkOut = (id: string) => service('/services/checkout/{id}', {}, { path: { id } })
export const undoCheckOut = (id: string) => service('/services/undocheckout/{id}', {}, { path: { id } })

export const anyOf = (ids: string[]) => ids.map((id) => `id:"${id}"`).join(' OR ')

export type Version = ResponseOf<'/services/version/list', 'get'>['hits'][number]

export const versions = async (assetId: string, signal?: AbortSignal) =>
  (await get('/services/version/list', { query: { assetId }, signal })).hits
/** Where the preview of a version's file is. */
export const versionPicture = (id: string, version: number) => link('/api/asset/{id}/versions/{version}/preview', { path: { id, version: String(version) } })
export const promote = (assetId: string, version: number) =>
  service('/services/version/promote', { assetId, version: String(version) })

export interface HistoryEntry {
  usageStatsRecord: Omit<Schema<'UsageStatsRecord'>, 'changedMetadata'> & { changedMetadata?: Record<string, { oldValue: unknown; newValue: unknown }> }
}

export const history = async (id: string, signal?: AbortSignal) =>
  (await get('/services/asset/history', { query: { id, num: 50, detailLevel: 5 }, signal })).hits as HistoryEntry[]

/** The server's links begin with the address it is known by; here they are on this page's own. */
export function local(url: string | undefined): string | null {
  if (!url) return null
  const parsed = new URL(url, location.href)
  return parsed.pathname + parsed.search
}
