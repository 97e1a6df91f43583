import { del, get, post, put, type ResponseOf, type Schema } from './calls'

type Whole = Schema<'Webhook'>
export type Webhook = Omit<Whole, 'secretToken'>

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
  | 'logResponses'
  | 'debounceSeconds'
  | 'maxWaitSeconds'
  | 'batch'
  | 'filterChange'
  | 'onBehalfOf'
  | 'retryDelays'
  | 'retriedStatuses'
  | 'failingAfter'
  | 'disableAfter'
  | 'disableOnGone'
  | 'adaptiveConcurrency'
  | 'recoverAutomatically'
  | 'format'
  | 'cloudEventsSource'
  | 'signatures'
  | 'template'
  | 'authentication'
  | 'handshake'
> & { eventTypeVersions: Record<string, number> }

/** What a webhook shows to receivers that ask who calls: both parts together, or null in both for none. */
export type Certificate = NonNullable<Webhook['clientCertificate']>
export interface CertificateChange {
  clientCertificatePem: string | null
  clientKeyPem: string | null
}

/** How requests of a webhook log in at its receiver. */
export type Login = NonNullable<Webhook['authentication']>

export type WebhookRow = Schema<'WebhookState'>
export type SparkDay = WebhookRow['spark'][number]
export type WebhookStats = ResponseOf<'/api/webhooks/{id}/stats', 'get'>

/** A webhook, with its secret token if this response is the one that shows it. */
export interface Revealed {
  webhook: Webhook
  secretToken: string
}

function revealed(response: Whole): Revealed {
  const { secretToken, ...webhook } = response
  return { webhook, secretToken: secretToken ?? '' }
}

const hidden = (response: Whole) => revealed(response).webhook

const byId = (id: string) => ({ path: { id } })

export const rows = (signal?: AbortSignal) => get('/api/webhooks', { signal })
export const list = async () => (await get('/services/admin/webhook')).map(hidden)
export const find = async (id: string, signal?: AbortSignal) => hidden(await get('/services/admin/webhook/{id}', { ...byId(id), signal }))
/** For the caller's own password only. */
export const reveal = (id: string, password: string) => post('/api/webhooks/{id}/reveal-secret', { ...byId(id), json: { password } })
export const create = async (draft: Omit<WebhookDraft, 'url'> & { url: string | null; delivery?: 'pull' } & Partial<CertificateChange>) => revealed(await post('/services/admin/webhook', { json: draft }))
export const update = async (id: string, draft: Partial<WebhookDraft & CertificateChange>) => hidden(await put('/services/admin/webhook/{id}', { ...byId(id), json: draft }))
export const enable = async (id: string, pendingRetries: 'continue' | 'cancel') =>
  hidden(await put('/services/admin/webhook/{id}/enable', { ...byId(id), json: { pendingRetries } }))
export const disable = async (id: string) => hidden(await put('/services/admin/webhook/{id}/disable', byId(id)))
export const regenerate = async (id: string, overlapHours: number) =>
  revealed(await post('/services/admin/webhook/{id}/generate-token', { ...byId(id), json: { overlapHours } }))
export const endOverlap = (id: string) => post('/api/webhooks/{id}/end-overlap', byId(id))
export const remove = (id: string) => del('/services/admin/webhook/{id}', byId(id))
export const recover = (id: string, since: string) => post('/services/admin/webhook/{id}/recover', { ...byId(id), json: { since } })
export const stats = (id: string, window: '1h' | '24h' | '7d' | '30d', signal?: AbortSignal) =>
  get('/api/webhooks/{id}/stats', { ...byId(id), query: { window }, signal })

/** How far behind the readers of a webhook with `delivery: pull` are. */
export type ConsumerState = Schema<'Consumer'>
export const consumer = (id: string, signal?: AbortSignal) => get('/api/consumers/{name}', { path: { name: id }, signal })

/** The keys of this server that sign by Ed25519, newest first. */
export type SigningKey = Schema<'SigningKey'>
export const signingKeys = (signal?: AbortSignal) => get('/api/signing-keys', { signal })
export const withdrawSigningKey = (kid: string, replace: boolean) => del('/api/signing-keys/{kid}', { path: { kid }, query: { replace } })
export const replaceSigningKey = (overlapHours: number) => post('/api/signing-keys', { json: { overlapHours } })

export type UrlVerdict = ResponseOf<'/api/url-checks', 'post'>

export const checkUrl = (url: string, signal: AbortSignal) => post('/api/url-checks', { json: { url }, signal })
