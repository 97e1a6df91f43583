import { get, post, type Page } from './http'
import type { Count, Filter } from './deliveries'

export interface Job {
  id: string
  kind: string
  state: 'running' | 'stopping' | 'stopped' | 'done' | 'failed'
  createdAt: string
  endedAt: string | null
  createdBy: string
  total: number
  processed: number
  queued: number
  skipped: number
  failed: number
  message: string
  filter: Filter | null
}

export interface JobRequest {
  kind: 'resend' | 'cancel' | 'recover'
  filter?: Filter & { everything?: boolean }
  webhook?: string
  since?: string
  ratePerSecond?: number
}

export const tryOut = (request: JobRequest) => post<Count>('/api/jobs', { ...request, dryRun: true })
export const start = (request: JobRequest) => post<Job>('/api/jobs', { ...request, dryRun: false })
export const find = (id: string, signal?: AbortSignal) => get<Job>(`/api/jobs/${id}`, undefined, signal)
export const list = (signal?: AbortSignal) => get<Page<Job>>('/api/jobs', { limit: 20 }, signal)
export const stop = (id: string) => post<Job>(`/api/jobs/${id}/stop`)
