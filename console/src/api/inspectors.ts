import { del, get, patch, post, type Schema } from './calls'

export interface InspectorResponse {
  name?: string
  status: number
  delayMs: number
  drop: boolean
  body: string
  retryAfter?: number | null
}

export type Inspector = Schema<'Inspector'>
export type InspectedRequest = Schema<'InspectedRequest'>

export const list = async (signal?: AbortSignal) => (await get('/api/inspectors', { signal })).items
export const create = (response: InspectorResponse) => post('/api/inspectors', { json: response })
export const find = (id: string, signal?: AbortSignal) => get('/api/inspectors/{id}', { path: { id }, signal })
export const change = (id: string, response: Partial<InspectorResponse>) => patch('/api/inspectors/{id}', { path: { id }, json: response })
export const remove = (id: string) => del('/api/inspectors/{id}', { path: { id } })
export const requests = async (id: string, signal?: AbortSignal) => (await get('/api/inspectors/{id}/requests', { path: { id }, signal })).items
export const clear = (id: string) => del('/api/inspectors/{id}/requests', { path: { id } })
