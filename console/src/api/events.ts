import { get, type ResponseOf } from './calls'

/** With its deliveries. */
export type WholeEvent = ResponseOf<'/api/events/{id}', 'get'>

/** The deliveries of an asset's events, newest first: they are what its panel shows. */
export const ofAsset = (asset: string, signal?: AbortSignal) => get('/api/deliveries', { query: { asset, order: 'newest', limit: 50 }, signal })
export const find = (id: string, signal?: AbortSignal) => get('/api/events/{id}', { path: { id }, signal })
