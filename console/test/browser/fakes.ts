import type { Page, Route } from 'playwright-core'

/**
 * FAKES of calls that the server does not have yet, in the shapes that were agreed: they stand in
 * until it has them, and are then replaced by the real server, file by file.
 */
const NOW = Date.parse('2026-11-25T10:00:00Z')
const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()
const id = (n: number) => `fake${String(n).padStart(18, '0')}`

const hook = { id: id(1), name: 'CMS sync', removed: false }

export function delivery(n: number, more: Record<string, unknown> = {}) {
  return {
    id: id(100 + n),
    webhook: hook,
    event: { id: id(500 + n), type: n % 3 ? 'asset_update_metadata' : 'asset_create', subject: id(900 + n), time: at(n * 40) },
    state: 'delivered',
    attempts: 1,
    maxAttempts: 9,
    createdAt: at(n * 40),
    dueAt: null,
    endedAt: at(n * 40 - 1),
    lastStatus: 200,
    lastError: null,
    lastDurationMs: 23 + n,
    ...more,
  }
}

export const DELIVERIES = [
  delivery(1),
  delivery(2, { state: 'pending', attempts: 2, dueAt: '2099-01-01T00:00:00.000Z', endedAt: null, lastStatus: 503 }),
  delivery(3, { state: 'exhausted', attempts: 9, lastStatus: null, lastError: 'timeout', lastDurationMs: 15000 }),
  delivery(4, { state: 'exhausted', lastStatus: 404 }),
  delivery(5, { state: 'cancelled', attempts: 3, lastStatus: 500 }),
  delivery(6, { state: 'missed', attempts: 0, lastStatus: null, lastDurationMs: null }),
  ...Array.from({ length: 14 }, (_, n) => delivery(7 + n)),
]

export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script>'

function attempt(n: number, more: Record<string, unknown> = {}) {
  return {
    number: n,
    at: at(300 - n * 60),
    durationMs: 87,
    manual: false,
    outcome: 'rejected',
    status: 503,
    errorClass: null,
    detail: null,
    request: {
      method: 'POST',
      url: 'https://cms.example.com/hooks/carillon',
      headers: [
        { name: 'Content-Type', value: 'application/json; charset=UTF-8' },
        { name: 'X-Hook-Signature', value: '5f7c9d0c2b7d4a1a8a5f0a5a3f0e9d8c7b6a59483726150f1e2d3c4b5a697887' },
        { name: 'webhook-id', value: id(103) },
      ],
      rebuilt: false,
    },
    answer: { headers: [{ name: 'Content-Type', value: 'text/html' }], body: HOSTILE, bodyBytes: HOSTILE.length, cut: false },
    timings: { lookUpMs: 2, connectMs: 11, tlsMs: 24, firstByteMs: 46 },
    address: '203.0.113.7:443',
    tls: { protocol: 'TLSv1.3', certificateUntil: '2027-03-01T00:00:00Z' },
    diagnosis: { summary: 'The receiver said that it is not available (503).', nextStep: 'Look at its log at this time; it is tried again by itself.' },
    ...more,
  }
}

export const DETAIL = {
  ...DELIVERIES[2],
  payload: '{"timestamp":1795600800123,"type":"asset_update_metadata","assetId":"2n-UzMFgate9nAwg8zLXCs","metadata":{"status":"Final"},"changedMetadata":{"status":{"oldValue":"Production","newValue":"Final"}}}',
  payloadBytes: 190,
  diagnosis: { summary: 'The receiver did not answer within 15 s, nine times.', nextStep: 'Let it answer at once and work afterwards, then resend.' },
  attemptList: [
    attempt(1),
    attempt(2, { outcome: 'unreachable', status: null, errorClass: 'timeout', durationMs: 15000, answer: null, detail: 'No answer within 15 s', diagnosis: { summary: 'No answer within 15 s.', nextStep: 'Answer first, work afterwards.' } }),
  ],
}

export const ROWS = [
  { health: 'failing', name: 'CMS sync', backlog: 42, successRate24h: 0.71 },
  { health: 'healthy', name: 'Print shop', backlog: 0, successRate24h: 0.9997 },
  { health: 'degraded', name: 'Search index', backlog: 3, successRate24h: 0.96 },
  { health: 'none', name: 'Archive', backlog: 0, successRate24h: null },
].map((row, n) => ({
  id: id(1 + n),
  url: `https://hooks${n}.example.com/carillon?key=secret`,
  enabled: true,
  eventTypes: ['asset_create', 'asset_update_metadata', 'asset_move', 'asset_remove'].slice(0, n + 1),
  disabledReason: null,
  disabledAt: null,
  missed: 0,
  p95Ms24h: 120 * (n + 1),
  lastDeliveryAt: row.health === 'none' ? null : at(60 * n + 10),
  spark: Array.from({ length: 7 }, (_, day) => ({ day: `2026-11-${19 + day}`, delivered: (day * 37 + n * 11) % 90, failed: n === 0 ? day * 3 : 0 })),
  ...row,
}))

const STATS = {
  from: at(86_400),
  to: at(0),
  buckets: Array.from({ length: 24 }, (_, n) => ({ from: at(86_400 - n * 3_600), delivered: 30 + ((n * 17) % 40), failed: n > 15 ? n - 14 : 0 })),
  successRate: 0.953,
  p50Ms: 41,
  p95Ms: 380,
  byStatus: { '200': 980, '503': 41 },
  byType: { asset_update_metadata: 700, asset_create: 321 },
  byError: { timeout: 7 },
  backlog: 12,
  oldestDueAgeSeconds: 34,
}

const TYPE = {
  name: 'asset_update_metadata',
  group: 'asset',
  title: 'Metadata changed',
  summary: 'The metadata of an asset has changed.',
  firesWhen: ['A field has another value than before', 'A preview is ready'],
  notWhen: ['A field is set to the value it has already'],
  version: 1,
  since: '0.1.0',
  webhooks: 2,
}

const TYPES = [
  { ...TYPE, name: 'asset_create', title: 'Asset created', summary: 'There is a new asset.' },
  TYPE,
  { ...TYPE, name: 'folder_create', group: 'folder', title: 'Folder created', summary: 'There is a new folder.', webhooks: 0 },
  { ...TYPE, name: 'authkey_create', group: 'authkey', title: 'Share link created', summary: 'Somebody shared assets by a link.', webhooks: 0 },
]

const TYPE_DETAIL = {
  ...TYPE,
  schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'asset_update_metadata', type: 'object' },
  example: { timestamp: 1591271532123, type: 'asset_update_metadata', assetId: '2n-UzMFgate9nAwg8zLXCs', metadata: {}, changedMetadata: { status: { oldValue: 'Production', newValue: 'Final' } } },
  fields: [
    { path: 'timestamp', type: 'integer', description: 'When it happened, in milliseconds since 1970' },
    { path: 'changedMetadata', type: 'object', description: 'Each field that changed, with its old and new value' },
  ],
  changes: [],
}

const PROPERTIES = [
  { name: 'webHooksTimeoutSeconds', meaning: 'How long a receiver may take to answer.', type: 'integer', allowed: '1 to 60', default: '15', value: '15', source: 'default', needsRestart: false, warning: null, secret: false },
  { name: 'webHooksRequireHttps', meaning: 'Whether webhooks must have https addresses.', type: 'boolean', allowed: 'true or false', default: 'false', value: 'true', source: 'file', needsRestart: false, warning: null, secret: false },
  { name: 'serverUrl', meaning: 'What links start with, behind a proxy.', type: 'text', allowed: 'an http or https URL', default: '', value: '', source: 'default', needsRestart: false, warning: 'The line 14 of the file is not understood.', secret: false },
]

const HEALTH = {
  verdict: 'degraded',
  summary: 'One webhook is failing; 42 deliveries wait.',
  checks: [
    { name: 'Database', status: 'ok', detail: 'SQLite, synchronous=FULL' },
    { name: 'Disk', status: 'ok', detail: '120 GB free' },
    { name: 'Queue', status: 'degraded', detail: 'The oldest delivery has been due for 34 s' },
  ],
  queue: { pending: 42, oldestDueAgeSeconds: 34 },
  rates: { acceptedPerSecond: 12.4, sentPerSecond: 37.1 },
  errors: [{ errorClass: 'timeout', count: 41, sample: 'No answer within 15 s from cms.example.com' }],
  database: { kind: 'SQLite', latencyMs: 0.4, sizeBytes: 48_234_496 },
  disk: { freeBytes: 120_000_000_000 },
  version: '0.1.0',
  startedAt: at(86_400),
}

const INSPECTOR = { id: id(700), url: 'http://localhost:8080/inspect/fake', status: 200, delayMs: 0, drop: false, body: '' }
const INSPECTED = {
  id: id(701),
  at: at(12),
  method: 'POST',
  path: '/inspect/fake',
  headers: [{ name: 'X-Hook-Signature', value: 'ab12' }],
  body: DETAIL.payload,
  bodyBytes: 190,
  cut: false,
  signature: 'valid',
  webhook: id(1),
}

const JOB = { id: id(800), kind: 'resend', state: 'done', createdAt: at(30), endedAt: at(20), createdBy: 'ada', total: 42, processed: 42, queued: 40, skipped: 2, failed: 0, message: '', filter: { state: 'exhausted' } }
const COUNTS = Object.fromEntries([['all', 1254], ['pending', 12], ['delivered', 1200], ['exhausted', 30], ['cancelled', 5], ['missed', 7]].map(([state, count]) => [state, { count, more: false }]))

const page = (items: unknown[]) => ({ items, next: null })

/** The answer to a call, or nothing where the real server has it. */
function answer(method: string, path: string, query: URLSearchParams): unknown {
  if (path === '/api/webhooks') return ROWS
  if (/^\/api\/webhooks\/[^/]+\/stats$/.test(path)) return STATS
  if (/^\/api\/(webhooks\/[^/]+\/)?tests$/.test(path)) return DETAIL.attemptList[0]
  if (path === '/api/url-checks') return { verdict: 'accepted', message: 'This address may be called.' }
  if (path === '/api/deliveries/counts') return COUNTS
  if (path === '/api/deliveries') return page(DELIVERIES.filter((one) => !query.get('state') || query.get('state')!.split(',').includes(one.state)))
  if (/^\/api\/deliveries\/[^/]+$/.test(path)) return DETAIL
  if (/^\/api\/deliveries\/[^/]+\/(redeliveries|retry|cancellation)$/.test(path)) return DELIVERIES[0]
  if (path === '/api/jobs') return method === 'GET' ? page([JOB]) : { ...JOB, count: 30, more: false }
  if (path.startsWith('/api/jobs/')) return JOB
  if (path === '/api/event-types') return TYPES
  if (path.startsWith('/api/event-types/')) return TYPE_DETAIL
  if (path === '/api/properties') return PROPERTIES
  if (path === '/api/health') return HEALTH
  if (path === '/api/inspectors') return method === 'GET' ? page([INSPECTOR]) : INSPECTOR
  if (/^\/api\/inspectors\/[^/]+$/.test(path)) return INSPECTOR
  if (/^\/api\/inspectors\/[^/]+\/requests$/.test(path)) return page([INSPECTED])
  return undefined
}

/** Answers those calls on this page in the server's place. */
export async function fake(on: Page, overrides: (method: string, path: string) => unknown = () => undefined): Promise<void> {
  await on.route('**/api/**', async (route: Route) => {
    const request = route.request()
    const url = new URL(request.url())
    if (url.pathname.startsWith('/api/streams/')) {
      await route.fulfill({ status: 200, contentType: 'text/event-stream', body: ': hello\nretry: 60000\n\n' })
      return
    }
    const body = overrides(request.method(), url.pathname) ?? answer(request.method(), url.pathname, url.searchParams)
    if (body === undefined) await route.continue()
    else await route.fulfill({ status: 200, json: body })
  })
}
