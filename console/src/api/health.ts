import { get } from './http'

export interface Health {
  verdict: 'healthy' | 'degraded' | 'down'
  summary: string
  checks: { name: string; status: string; detail: string }[]
  queue: { pending: number; oldestDueAgeSeconds: number | null }
  rates: { acceptedPerSecond: number; sentPerSecond: number }
  errors: { errorClass: string; count: number; sample: string }[]
  database: Record<string, unknown>
  disk: Record<string, { path: string; freeBytes: number; totalBytes: number }>
  version: string
  startedAt: string
}

export const read = (signal?: AbortSignal) => get<Health>('/api/health', undefined, signal)
