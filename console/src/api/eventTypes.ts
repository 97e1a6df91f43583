import { get, link, type Schema } from './calls'

export type EventTypeRow = Schema<'EventType'>
export type EventTypeDetail = Schema<'WholeEventType'>

export const list = (signal?: AbortSignal) => get('/api/event-types', { signal })
export const find = (name: string, signal?: AbortSignal) => get('/api/event-types/{name}', { path: { name }, signal })
export const schemaUrl = (name: string) => link('/api/event-types/{name}/schema', { path: { name } })
export const codeUrl = (file: 'types.ts' | 'types.java') => link(`/api/event-types/${file}`, {})
