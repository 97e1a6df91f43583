import { del, get, post, put, type ResponseOf, type Schema } from './calls'

export type Comment = Schema<'Comment'>
export type Comments = ResponseOf<'/api/assets/{id}/comments', 'get'>

/** So long a comment may be. */
export const TEXT_MAX = 10_000

/** The newest comments on an asset, or those before a cursor; of each page the oldest first. */
export const list = (id: string, cursor?: string, signal?: AbortSignal) => get('/api/assets/{id}/comments', { path: { id }, query: { cursor }, signal })
/** How many comments there are. */
export const count = async (id: string, signal?: AbortSignal) => (await get('/api/assets/{id}/comments', { path: { id }, query: { limit: 1 }, signal })).count
export const create = (id: string, text: string) => post('/api/assets/{id}/comments', { path: { id }, json: { text } })
export const update = (id: string, comment: string, text: string) => put('/api/assets/{id}/comments/{comment}', { path: { id, comment }, json: { text } })
export const remove = (id: string, comment: string) => del('/api/assets/{id}/comments/{comment}', { path: { id, comment } })
