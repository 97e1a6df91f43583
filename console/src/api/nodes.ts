import { get, post, type ResponseOf } from './calls'

export type Nodes = ResponseOf<'/api/nodes', 'get'>
export type Node = Nodes['nodes'][number]

export const list = (signal?: AbortSignal) => get('/api/nodes', { signal })
export const drain = (id: string) => post('/api/nodes/{id}/drain', { path: { id } })
