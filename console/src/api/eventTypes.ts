import { del, get, link, post, put, type ResponseOf, type Schema } from './calls'

export type EventTypeRow = Schema<'EventType'>
export type EventTypeDetail = Schema<'WholeEventType'>

export const list = (signal?: AbortSignal) => get('/api/event-types', { signal })
export const find = (name: string, signal?: AbortSignal) => get('/api/event-types/{name}', { path: { name }, signal })
export const schemaUrl = (name: string) => link('/api/event-types/{name}/schema', { path: { name } })
export const codeUrl = (file: 'types.ts' | 'types.java') => link(`/api/event-types/${file}`, {})

export type Draft = Schema<'NewEventType'>
/** What the catalogue says of a type that has no description. */
export const NO_SUMMARY = 'An event that an application records.'
export const create = (draft: Draft) => post('/api/event-types', { json: draft })
export const change = (name: string, draft: Draft) => put('/api/event-types/{name}', { path: { name }, json: draft })
export type ImportReport = ResponseOf<'/api/event-types/import', 'post'>
/** Makes types of the webhooks of an OpenAPI document; a dry run only reports what would be done. */
export const importFrom = (json: { document: string; prefix: string }, dryRun: boolean) => post('/api/event-types/import', { query: { dryRun }, json })
export const remove = (name: string) => del('/api/event-types/{name}', { path: { name } })
