import { del, get, put, type Schema } from './calls'

export type Property = Schema<'Property'>

export const list = (signal?: AbortSignal) => get('/api/properties', { signal })
export const save = (name: string, value: string) => put('/api/properties/{name}', { path: { name }, json: { value } })
export const reset = (name: string) => del('/api/properties/{name}', { path: { name } })
