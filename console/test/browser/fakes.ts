import type { Page } from 'playwright-core'

/**
 * Responds in the server's place, only to see what cannot be brought about at once: a webhook of
 * each health, a delivery of each state, a server that is not well.
 */
const NOW = Date.parse('2026-11-25T10:00:00Z')
const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()
const id = (n: number) => `fake${String(n).padStart(18, '0')}`

function delivery(n: number, more: Record<string, unknown> = {}) {
  return {
    id: id(100 + n),
    webhook: { id: id(1), name: 'CMS sync', removed: false },
    event: { id: id(500 + n), type: n % 3 ? 'asset_update_metadata' : 'asset_create', subject: id(900 + n), time: at(n * 40) },
    state: 'delivered',
    attempts: 1,
    maxAttempts: 9,
    createdAt: at(n * 40),
    dueAt: null,
    waitingFor: null,
    endedAt: at(n * 40 - 1),
    lastStatus: 200,
    lastError: null,
    lastDurationMs: 23 + n,
    ...more,
  }
}

const DELIVERIES = [
  delivery(1),
  delivery(2, { state: 'pending', attempts: 2, dueAt: '2099-01-01T00:00:00.000Z', waitingFor: { reason: 'retry', until: '2099-01-01T00:00:00.000Z' }, endedAt: null, lastStatus: 503, lastError: 'http_5xx' }),
  delivery(3, { state: 'exhausted', attempts: 9, lastStatus: null, lastError: 'answer_timeout', lastDurationMs: 15000 }),
  delivery(4, { state: 'exhausted', lastStatus: 404, lastError: 'http_4xx' }),
  delivery(5, { state: 'cancelled', attempts: 3, lastStatus: 500, lastError: 'http_5xx' }),
  delivery(6, { state: 'missed', attempts: 0, lastStatus: null, lastDurationMs: null }),
  ...Array.from({ length: 14 }, (_, n) => delivery(7 + n)),
]

const ROWS = [
  { health: 'failing', name: 'CMS sync', backlog: 42, successRate24h: 0.71 },
  { health: 'healthy', name: 'Print shop', backlog: 0, successRate24h: 0.9997 },
  { health: 'degraded', name: 'Search index', backlog: 3, successRate24h: 0.96 },
  { health: 'none', name: 'Archive', backlog: 0, successRate24h: null },
  { health: 'disabled', name: 'Old site', backlog: 0, successRate24h: null, enabled: false, disabledReason: 'manual', disabledAt: at(9_000) },
  { health: 'disabled', name: 'Older site', backlog: 0, successRate24h: null, enabled: false, disabledReason: 'gone', disabledAt: at(9_000), missed: 12 },
].map((row, n) => ({
  id: id(1 + n),
  url: `https://hooks${n}.example.com/carillon?key=secret`,
  enabled: true,
  eventTypes: ['asset_create', 'asset_update_metadata', 'asset_move', 'asset_remove'].slice(0, n + 1),
  disabledReason: null,
  disabledDetail: null,
  disabledAt: null,
  missed: 0,
  backlogMore: false,
  missedMore: false,
  p95Ms24h: row.successRate24h === null ? null : 120 * (n + 1),
  lastDeliveryAt: row.successRate24h === null ? null : at(60 * n + 10),
  spark: Array.from({ length: 7 }, (_, day) => ({ day: `2026-11-${19 + day}`, delivered: (day * 37 + n * 11) % 90, failed: n === 0 ? day * 3 : 0 })),
  ...row,
}))

const HEALTH = {
  verdict: 'degraded',
  summary: 'A delivery has been due for 34 s and was not attempted',
  checks: [
    { name: 'database', status: 'up', detail: 'Reads in 0 ms, writes in 2 ms' },
    { name: 'disk', status: 'down', detail: 'Almost no space is left' },
    { name: 'queue', status: 'degraded', detail: 'A delivery has been due for 34 s and was not attempted' },
  ],
  webhooks: { healthy: 3, degraded: 1, failing: 2, none: 0, disabled: 2, disabledByServer: 1 },
  queue: { pending: 42, oldestDueAgeSeconds: 34.2 },
  rates: { acceptedPerSecond: 12.4, sentPerSecond: 37.1 },
  workers: { busy: 37, max: 1024 },
  nodes: [{ node: 'node-1:4711', leaseUntil: at(-12) }],
  errors: [{ errorClass: 'answer_timeout', count: 41, sample: 'No response within 15 s' }],
  database: { kind: 'SQLite', readMs: 0, writeMs: 2 },
  disk: { home: { path: '/var/lib/carillon', freeBytes: 120_000_000_000, totalBytes: 500_000_000_000 } },
  backup: null,
  version: '0.1.0',
  startedAt: at(86_400),
}

const NODES = {
  shared: true,
  nodes: (['live', 'leaving', 'ended', 'takenOver'] as const).map((state, n) => ({
    id: String(14 - n),
    name: `node-${n + 1}:47${n}`,
    address: n === 3 ? '' : `http://node-${n + 1}:8080`,
    version: n === 3 ? '' : '0.1.0',
    state,
    answering: n === 0,
    startedAt: n === 3 ? null : at(86_400),
    leaseUntil: at(n < 2 ? -12 : 40 * n),
    seenAt: n === 3 ? null : at(1 + n * 30),
    backlog: n * 120,
    inFlight: n === 0 ? 37 : 0,
    indexBehind: n,
    clockAheadMs: n === 1 ? -2_600 : 4,
  })),
}

const ALERTS = {
  revision: 4,
  digestMinutes: 15,
  rules: [
    { name: 'Receivers fail', when: 'webhookFailing', webhooks: [id(1)], channels: ['on call', 'operators'], enabled: true },
    { name: 'No backup', when: 'backupOlderThan', hours: 48, channels: ['operators'], enabled: false },
  ],
  channels: [
    { name: 'on call', type: 'slack', url: 'https://hooks.slack.com/…' },
    { name: 'operators', type: 'mail', to: ['operators@example.com', 'night-shift@example.com'] },
  ],
  state: {
    mailConfigured: false,
    more: 40,
    channels: [
      { name: 'on call', waiting: 0, lastSentAt: at(300), notBefore: at(-600), failures: 0, error: '', errorAt: null },
      { name: 'operators', waiting: 2, lastSentAt: null, notBefore: at(-60), failures: 3, error: 'The mail server cannot be reached or did not take the e-mail', errorAt: at(60) },
    ],
    alerts: [
      { rule: 'Receivers fail', subject: id(1), name: 'Print shop', detail: '12 attempts in a row failed, the last one with: HTTP 500', active: true, beganAt: at(300), endedAt: null, episodes: 1, notified: [{ channel: 'on call', what: 'began', at: at(299) }] },
      { rule: 'Disks', subject: 'disk home@bells', name: 'disk home of bells', detail: 'Uploads and previews wait', active: false, beganAt: at(9_000), endedAt: at(8_000), episodes: 2, notified: [] },
    ],
  },
}

const RESPONSES: Record<string, unknown> = {
  '/api/webhooks': ROWS,
  '/api/deliveries': { items: DELIVERIES, next: null },
  '/api/health': HEALTH,
  '/api/nodes': NODES,
  '/api/alerts': ALERTS,
}

const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...ROWS[n % ROWS.length]!, ...(n === 0 && { backlog: 10_000, backlogMore: true }), id: id(10_000 + n), name: `Webhook ${n}` }))

/** Responds to those requests on this page, until it is let go; with so many webhooks, where a number is given. */
export async function fake(on: Page, webhooks = 0): Promise<() => Promise<void>> {
  const responses = webhooks ? { '/api/webhooks': many(webhooks) } : RESPONSES
  const asked = (url: URL) => Object.hasOwn(responses, url.pathname)
  await on.route(asked, (route) => route.fulfill({ status: 200, json: (responses as Record<string, unknown>)[new URL(route.request().url()).pathname] }))
  return () => on.unroute(asked)
}
