import { del, get, post, put, type Schema } from './calls'

export type SavedSearch = Schema<'SavedSearch'>
export type SearchSettings = Schema<'SearchSettings'>

export interface Draft {
  name: string
  shared: boolean
  search: SearchSettings
}

export const all = async (signal?: AbortSignal) => (await get('/api/saved-searches', { signal })).savedSearches
export const create = (draft: Draft) => post('/api/saved-searches', { json: draft })
export const update = (id: string, draft: Draft) => put('/api/saved-searches/{id}', { path: { id }, json: draft })
export const remove = (id: string) => del('/api/saved-searches/{id}', { path: { id } })
