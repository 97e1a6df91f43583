import { get, type Page } from './http'
import type { Delivery } from './deliveries'

export interface CarillonEvent {
  cursor: string
  id: string
  type: string
  subject: string
  time: string
  payload: Record<string, unknown>
}

/** The deliveries of an asset's events, newest first: they are what its panel shows. */
export const ofAsset = (asset: string, signal?: AbortSignal) =>
  get<Page<Delivery>>('/api/deliveries', { asset, order: 'newest', limit: 50 }, signal)
export const find = (id: string, signal?: AbortSignal) =>
  get<CarillonEvent & { deliveries: Delivery[] }>(`/api/events/${id}`, undefined, signal)
