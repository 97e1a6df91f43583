import { get, link, post, type ResponseOf, type Schema } from './calls'

export const STATES = ['pending', 'delivered', 'exhausted', 'cancelled', 'missed'] as const
export type State = (typeof STATES)[number]

export type Delivery = Schema<'Delivery'>
export type DeliveryDetail = Schema<'WholeDelivery'>
export type Attempt = Schema<'Attempt'>
export type Diagnosis = Schema<'Diagnosis'>
export type Header = Schema<'HeaderList'>[number]

export const FILTER_KEYS = ['state', 'webhook', 'type', 'code', 'error', 'from', 'to', 'asset', 'event', 'text'] as const
export type Filter = Partial<Record<(typeof FILTER_KEYS)[number], string>>

export type Count = Schema<'Count'>
export type Counts = ResponseOf<'/api/deliveries/counts', 'get'>

export const list = (filter: Filter, order: string, cursor?: string, signal?: AbortSignal) =>
  get('/api/deliveries', { query: { ...filter, order, cursor, limit: 50 }, signal })
export const counts = (filter: Filter, signal?: AbortSignal) => {
  const { state: _, ...rest } = filter
  return get('/api/deliveries/counts', { query: rest, signal })
}
export const find = (id: string, signal?: AbortSignal) => get('/api/deliveries/{id}', { path: { id }, signal })
/** The events that were sent together as one delivery. */
export const events = (id: string, signal?: AbortSignal) => get('/api/deliveries/{id}/events', { path: { id }, signal })
export type DeliveryEvents = ResponseOf<'/api/deliveries/{id}/events', 'get'>
export const resend = (id: string, webhook?: string) => post('/api/deliveries/{id}/redeliveries', { path: { id }, ...(webhook && { json: { webhook } }) })
export const retry = (id: string) => post('/api/deliveries/{id}/retry', { path: { id } })
export const cancel = (id: string) => post('/api/deliveries/{id}/cancellation', { path: { id } })
/** The file that shows what was sent in the last attempt. */
export const proof = (id: string) => get('/api/deliveries/{id}/proof', { path: { id } })
export const exportUrl = (filter: Filter, format: 'ndjson' | 'csv') => link('/api/deliveries/export', { query: { ...filter, format } })
