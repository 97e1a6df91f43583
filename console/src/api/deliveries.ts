import { get, post, withQuery, type Page } from './http'

export const STATES = ['pending', 'delivered', 'exhausted', 'cancelled', 'missed'] as const
export type State = (typeof STATES)[number]

export interface Delivery {
  id: string
  webhook: { id: string; name: string; removed: boolean }
  event: { id: string; type: string; subject: string; time: string }
  state: State
  attempts: number
  maxAttempts: number
  createdAt: string
  dueAt: string | null
  endedAt: string | null
  lastStatus: number | null
  lastError: string | null
  lastDurationMs: number | null
}

export interface Header {
  name: string
  value: string
}

export interface Diagnosis {
  summary: string
  nextStep: string
}

export interface Attempt {
  number: number
  at: string
  durationMs: number
  manual: boolean
  outcome: 'accepted' | 'rejected' | 'unreachable' | 'blocked'
  status: number | null
  errorClass: string | null
  detail: string | null
  request: { method: string; url: string; headers: Header[]; rebuilt: boolean }
  answer: { headers: Header[]; body: string; bodyBytes: number; cut: boolean } | null
  timings: { lookUpMs: number | null; connectMs: number | null; tlsMs: number | null; firstByteMs: number | null }
  address: string | null
  tls: { protocol: string; certificateUntil: string | null } | null
  diagnosis: Diagnosis
}

export interface DeliveryDetail extends Delivery {
  payload: string | null
  payloadBytes: number
  diagnosis: Diagnosis
  attemptList: Attempt[]
}

export const FILTER_KEYS = ['state', 'webhook', 'type', 'code', 'error', 'from', 'to', 'asset', 'event', 'text'] as const
export type Filter = Partial<Record<(typeof FILTER_KEYS)[number], string>>

export interface Count {
  count: number
  more: boolean
}
export type Counts = Record<'all' | State, Count>

const BASE = '/api/deliveries'

export const list = (filter: Filter, order: string, cursor?: string, signal?: AbortSignal) =>
  get<Page<Delivery>>(BASE, { ...filter, order, cursor, limit: 50 }, signal)
export const counts = (filter: Filter, signal?: AbortSignal) => {
  const { state: _, ...rest } = filter
  return get<Counts>(`${BASE}/counts`, rest, signal)
}
export const find = (id: string, signal?: AbortSignal) => get<DeliveryDetail>(`${BASE}/${id}`, undefined, signal)
export const resend = (id: string, webhook?: string) =>
  post<Delivery>(`${BASE}/${id}/redeliveries`, webhook ? { webhook } : undefined)
export const retry = (id: string) => post<Delivery>(`${BASE}/${id}/retry`)
export const cancel = (id: string) => post<Delivery>(`${BASE}/${id}/cancellation`)
export const exportUrl = (filter: Filter, format: 'ndjson' | 'csv') => withQuery(`${BASE}/export`, { ...filter, format })
