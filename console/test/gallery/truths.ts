import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { api } from './scene'

/** What a page says, held against the API's response at the same moment. */

const HEALTH: Record<string, RegExp> = { healthy: /^●Healthy$/, degraded: /^◐Degraded$/, failing: /^▲Failing$/, none: /^○No deliveries yet$/ }
const STATE: Record<string, RegExp> = {
  delivered: /^✓Delivered$/,
  exhausted: /^✗Failed$/,
  cancelled: /^⊘Cancelled$/,
  missed: /^■Missed$/,
  pending: /^.(Pending|Queued|Held|Retrying|Waits for a reader)/,
}

interface Webhook {
  id: string
  name: string
  enabled: boolean
  health: string | { status: string; missed?: number }
  disabledReason: string | null
  secretOverlapUntil?: string | null
}

/** Words that only a mistake brings onto a page. */
export async function noSlips(page: Page): Promise<void> {
  const text = await page.locator('body').innerText()
  expect(text.match(/\b(undefined|NaN|Invalid Date)\b|\[object \w+\]/g)).toBeNull()
}

export async function webhookRows(page: Page): Promise<void> {
  const known = new Map((await api<Webhook[]>('GET', '/api/webhooks')).map((one) => [one.id, one]))
  const rows = await page.locator('table[aria-label="Webhooks"] tbody tr').evaluateAll((all) =>
    all.map((row) => ({ id: row.querySelector('a[data-row]')!.getAttribute('href')!.split('/').pop()!.split('?')[0]!, pill: row.querySelector('.pill')!.textContent!.trim() })),
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) {
    const webhook = known.get(row.id)!
    expect(row.pill, webhook.name).toMatch(webhook.enabled ? HEALTH[webhook.health as string]! : /^■Disabled$/)
  }
}

/** The head of a webhook's page, its banner and its buttons show one state. */
export async function webhookHead(page: Page): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').pop()!
  const webhook = await api<Webhook>('GET', `/services/admin/webhook/${id}`)
  const { status, missed = 0 } = webhook.health as { status: string; missed?: number }
  const pane = page.getByRole('region', { name: 'Webhook', exact: true })
  const pill = (await pane.locator('.title .pill').textContent())!.trim()
  expect(pill).toMatch(webhook.enabled ? HEALTH[status]! : webhook.disabledReason === 'manual' ? /^■Disabled by hand$/ : /^■Disabled automatically$/)
  const banner = pane.getByText(/^This webhook is disabled/)
  expect(await banner.count()).toBe(webhook.enabled ? 0 : 1)
  expect(await pane.locator('.head').getByRole('button', { name: webhook.enabled ? 'Disable' : 'Enable', exact: true }).count()).toBe(1)
  expect(await pane.locator('.head').getByRole('button', { name: webhook.enabled ? 'Enable' : 'Disable', exact: true }).count()).toBe(0)
  if (!webhook.enabled) expect(await pane.locator('.banner').first().innerText()).toContain(missed ? `It missed ${missed} event${missed === 1 ? '' : 's'}.` : 'It has missed no events so far.')
  const overlap = pane.getByText('The old token is also valid')
  if (new URL(page.url()).searchParams.get('tab') === 'secret') expect(await overlap.count()).toBe(webhook.secretOverlapUntil ? 1 : 0)
}

interface Counted {
  count: number
  more: boolean
}

/** The tabs' numbers, and each row's state. */
export async function deliveryRows(page: Page): Promise<void> {
  const query = new URL(page.url()).searchParams
  query.delete('state')
  const counts = await api<Record<string, Counted>>('GET', `/api/deliveries/counts?${query}`)
  const tabs = page.getByRole('navigation', { name: 'States' })
  for (const [state, name] of Object.entries({ all: 'All', pending: 'Pending', delivered: 'Delivered', exhausted: 'Failed', cancelled: 'Cancelled', missed: 'Missed' })) {
    await expect.poll(async () => (await tabs.getByRole('link', { name: new RegExp(`^${name}`) }).innerText()).replaceAll(/\s+/g, ' ')).toBe(`${name} ${counts[state]!.count.toLocaleString('en')}`)
  }
  const { items } = await api<{ items: { id: string; state: string }[] }>('GET', `/api/deliveries${new URL(page.url()).search}`)
  const states = new Map(items.map((one) => [one.id, one.state]))
  const rows = await page.locator('table[aria-label="Deliveries"] tbody tr').evaluateAll((all) => all.map((row) => ({ id: row.querySelector<HTMLElement>('[data-delivery]')!.dataset.delivery!, pill: row.querySelector('.pill')!.textContent!.trim() })))
  expect(rows.map((row) => row.id)).toEqual(items.map((one) => one.id))
  for (const row of rows) expect(row.pill, row.id).toMatch(STATE[states.get(row.id)!]!)
}

const tenths = (text: string) => Math.round(Number(text.replace(' ms', '').replaceAll(',', '')) * 10)

/** State, attempts and what can be done agree; the phases of each attempt add up to its total. */
export async function wholeDelivery(page: Page): Promise<void> {
  const delivery = await api<{ state: string; attempts: number; maxAttempts: number; attemptList: unknown[] }>('GET', `/api/deliveries/${new URL(page.url()).pathname.split('/').pop()}`)
  expect((await page.locator('.page-head .pill').first().textContent())!.trim()).toMatch(STATE[delivery.state]!)
  expect(await page.locator('aside dl').innerText()).toContain(`${delivery.attempts} of ${delivery.maxAttempts}`)
  const pending = delivery.state === 'pending'
  expect(await page.getByRole('button', { name: 'Resend', exact: true }).count()).toBe(pending ? 0 : 1)
  expect(await page.getByRole('button', { name: 'Cancel retries', exact: true }).count()).toBe(pending ? 1 : 0)
  const attempts = page.locator('details.card')
  expect(await attempts.count()).toBe(delivery.attemptList.length)
  for (const times of await page.locator('table[aria-label="Timings"]').evaluateAll((all) => all.map((table) => Array.from(table.querySelectorAll('td.right'), (cell) => cell.textContent!.trim())))) {
    expect(times.slice(0, -1).reduce((sum, text) => sum + tenths(text), 0), times.join(' + ')).toBe(tenths(times.at(-1)!))
  }
}

interface Health {
  verdict: string
  checks: { status: string }[]
  webhooks: Record<string, number>
  queue: { pending: number }
}

export async function health(page: Page): Promise<void> {
  const known = await api<Health>('GET', '/api/health')
  const figure = async (name: string) => (await page.locator('.figures .card', { has: page.getByText(name, { exact: true }) }).locator('dd').innerText()).split(/\s/)[0]
  expect(await figure('Failing webhooks')).toBe(String(known.webhooks.failing))
  expect(await figure('Disabled webhooks')).toBe(String(known.webhooks.disabled))
  expect(await figure('Pending deliveries')).toBe(String(known.queue.pending))
  const works = known.checks.every((check) => check.status === 'up')
  expect(known.verdict === 'healthy').toBe(works)
  expect(await page.getByText('Everything works').count()).toBe(works ? 1 : 0)
  const rows = await api<Webhook[]>('GET', '/api/webhooks')
  expect(known.webhooks.disabled).toBe(rows.filter((row) => !row.enabled).length)
  expect(known.webhooks.failing).toBe(rows.filter((row) => row.enabled && row.health === 'failing').length)
}

/** What the dialog promises is what the dry run finds. */
export async function dryRun(page: Page): Promise<void> {
  const type = new URL(page.url()).searchParams.get('type')
  const run = await api<{ count: number; eligible: number; ineligible: { reason: string; count: number }[]; webhooks: { ineligible: unknown[] }[] }>('POST', '/api/jobs', { kind: 'resend', filter: { type }, dryRun: true })
  const dialog = page.getByRole('dialog')
  expect(await dialog.locator('.banner').innerText()).toMatch(new RegExp(`^${run.eligible} of ${run.count} would be sent again`))
  await dialog.getByRole('button', { name: `Resend ${run.eligible}`, exact: true }).waitFor()
  const off = run.ineligible.find((one) => one.reason === 'webhook_disabled')!.count
  const webhooks = run.webhooks.filter((one) => one.ineligible.length > 0).length
  await dialog.getByRole('button', { name: `Resend ${run.eligible + off} and enable these ${webhooks}`, exact: true }).waitFor()
  expect(run.eligible + run.ineligible.reduce((sum, one) => sum + one.count, 0)).toBe(run.count)
}

/** The numbers of a job add up. */
export async function job(page: Page): Promise<void> {
  const read = await api<{ total: number; processed: number; queued: number; skipped: number; failed: number }>('GET', `/api/jobs/${new URL(page.url()).pathname.split('/').pop()}`)
  expect(read.queued + read.skipped + read.failed).toBe(read.processed)
  await page.getByText(`${read.processed} of ${read.total}`, { exact: true }).waitFor()
}
