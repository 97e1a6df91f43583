import { call, del, get, post, put } from './http'

export interface Webhook {
  id: string
  name: string
  url: string
  eventTypes: string[]
  metadataToReturn: string[]
  changedMetadataToReturn: string[]
  triggerMetadataFields: string[]
  foldersAndQuery: { folders: string[]; query: string; enableWildcardSelection?: boolean }
  enabled: boolean
  description: string
  customHeaders: Record<string, string>
  operationalEvents: string[]
  timeoutSeconds: number
  maxConcurrent: number
  maxPerSecond: number
  ordering: 'none' | 'asset'
  disabledReason: string | null
  disabledAt: string | null
  health: { status: string; failuresInRow: number; lastError: string; lastFailureAt: string | null; missed?: number }
  warnings: string[]
}

export type WebhookDraft = Pick<
  Webhook,
  | 'name'
  | 'url'
  | 'eventTypes'
  | 'metadataToReturn'
  | 'changedMetadataToReturn'
  | 'triggerMetadataFields'
  | 'foldersAndQuery'
  | 'description'
  | 'customHeaders'
  | 'operationalEvents'
  | 'timeoutSeconds'
  | 'maxConcurrent'
  | 'maxPerSecond'
  | 'ordering'
>

export interface SparkDay {
  day: string
  delivered: number
  failed: number
}

export interface WebhookRow {
  id: string
  name: string
  url: string
  enabled: boolean
  eventTypes: string[]
  health: 'none' | 'healthy' | 'degraded' | 'failing' | 'disabled'
  disabledReason: string | null
  disabledAt: string | null
  backlog: number
  missed: number
  successRate24h: number | null
  p95Ms24h: number | null
  lastDeliveryAt: string | null
  spark: SparkDay[]
}

export interface WebhookStats {
  from: string
  to: string
  buckets: { from: string; delivered: number; failed: number }[]
  successRate: number | null
  p50Ms: number | null
  p95Ms: number | null
  byStatus: Record<string, number>
  byType: Record<string, number>
  byError: Record<string, number>
  backlog: number
  oldestDueAgeSeconds: number | null
}

/** A webhook, and its secret token where this answer is the moment to show it. */
export interface Revealed {
  webhook: Webhook
  secretToken: string
}

type Whole = Webhook & { secretToken: string }

const ADMIN = '/services/admin/webhook'

function revealed(answer: Whole): Revealed {
  const { secretToken, ...webhook } = answer
  return { webhook, secretToken }
}

const hidden = (answer: Whole) => revealed(answer).webhook

export const rows = (signal?: AbortSignal) => get<WebhookRow[]>('/api/webhooks', undefined, signal)
export const list = async () => (await get<Whole[]>(ADMIN)).map(hidden)
export const find = async (id: string, signal?: AbortSignal) => hidden(await get<Whole>(`${ADMIN}/${id}`, undefined, signal))
/** For the caller's own password only. */
export const reveal = (id: string, password: string) => post<{ secretToken: string; validUntil: string | null }>(`/api/webhooks/${id}/reveal-secret`, { password })
export const create = async (draft: WebhookDraft) => revealed(await post<Whole>(ADMIN, draft))
export const update = async (id: string, draft: Partial<WebhookDraft>) => hidden(await put<Whole>(`${ADMIN}/${id}`, draft))
export const enable = async (id: string, pendingRetries: 'continue' | 'cancel') =>
  hidden(await put<Whole>(`${ADMIN}/${id}/enable`, { pendingRetries }))
export const disable = async (id: string) => hidden(await put<Whole>(`${ADMIN}/${id}/disable`))
export const regenerate = async (id: string, overlapHours: number) =>
  revealed(await post<Whole>(`${ADMIN}/${id}/generate-token`, { overlapHours }))
export const remove = (id: string) => del<null>(`${ADMIN}/${id}`)
export const recover = (id: string, since: string) => post<{ recovered: number }>(`${ADMIN}/${id}/recover`, { since })
export const stats = (id: string, window: string, signal?: AbortSignal) =>
  get<WebhookStats>(`/api/webhooks/${id}/stats`, { window }, signal)

export interface UrlVerdict {
  verdict: 'accepted' | 'doubtful' | 'refused'
  message: string
}

export const checkUrl = (url: string, signal: AbortSignal) =>
  call<UrlVerdict>('POST', '/api/url-checks', { json: { url }, signal })
