import { get, post, withQuery, type Page } from './http'

export const RESULTS = ['done', 'refused', 'failed'] as const

export interface Entry {
  /** Its place in the chain. */
  id: string
  at: string
  actor: string | null
  via: 'session' | 'token' | 'basic' | 'system' | 'cli' | 'none'
  tokenId: string | null
  address: string | null
  requestId: string | null
  action: string
  object: { type: string; id: string | null; name: string | null } | null
  result: (typeof RESULTS)[number]
  status: number | null
  /** How many refusals this one stands for. */
  count: number
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export const FILTER_KEYS = ['actor', 'action', 'objectType', 'object', 'result', 'from', 'to'] as const
export type Filter = Partial<Record<(typeof FILTER_KEYS)[number], string>>

export interface Verdict {
  intact: boolean
  checked: number
  head: string
  broken: { id: string; says: string } | null
}

export const list = (filter: Filter, cursor?: string, signal?: AbortSignal) => get<Page<Entry>>('/api/audit', { ...filter, cursor, limit: 50 }, signal)
export const verify = () => post<Verdict>('/api/audit/verify')
export const exportUrl = (filter: Filter, format: 'ndjson' | 'csv') => withQuery('/api/audit/export', { ...filter, format })
