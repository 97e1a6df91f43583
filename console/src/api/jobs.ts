import { get, post, type Schema } from './calls'
import type { Filter } from './deliveries'

export type Job = Schema<'Job'>
export type DryRun = Schema<'DryRun'>

export interface JobRequest {
  kind: 'resend' | 'cancel' | 'recover' | 'fix'
  filter?: Filter & { everything?: boolean }
  webhook?: string
  since?: string
  ratePerSecond?: number
}

export const dryRun = (request: JobRequest) => post('/api/jobs', { json: { ...request, dryRun: true } }) as Promise<DryRun>
export const start = (request: JobRequest) => post('/api/jobs', { json: { ...request, dryRun: false } }) as Promise<Job>
export const find = (id: string, signal?: AbortSignal) => get('/api/jobs/{id}', { path: { id }, signal })
export const list = (signal?: AbortSignal) => get('/api/jobs', { query: { limit: 20 }, signal })
export const stop = (id: string) => post('/api/jobs/{id}/stop', { path: { id } })

/** Tests a webhook, enables it, and sends what it missed and what failed; a step that fails ends the job. */
export const fix = (webhook: string, since: string) => start({ kind: 'fix', webhook, since })
export type JobStep = NonNullable<Job['steps']>[number]
export const isRunning = (job: Job) => job.state === 'running' || job.state === 'stopping'
