import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, SERVER, visit, type Visit } from './browser'
import { call, until } from './made'
import { receiver, type Receiver } from './receiver'

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  await logIn(page, '/console')
})
afterAll(() => browser.close())

const HOURS_AGO = new Date(Date.now() - 5 * 3_600_000).toISOString()
const item = (id: string, delivery: 'push' | 'pull') => ({
  id,
  name: delivery === 'pull' ? 'Is never read' : 'Takes its time',
  url: delivery === 'pull' ? null : 'https://slow.example.com/hook',
  delivery,
  reason: 'behind',
  disabledReason: null,
  since: HOURS_AGO,
  recoverSince: HOURS_AGO,
  cause: { summary: 'It has waited for more than an hour.', nextStep: 'See why.' },
  sample: null,
  backlog: 12,
  backlogMore: false,
  missed: 0,
  missedMore: false,
  failed: 0,
  failedMore: false,
  fix: null,
})

/** An hour cannot be waited for, so the server's response is made up; the tests of the server make it true. */
describe('a webhook that is behind', () => {
  it('is an item with what waits, and the fix is offered only where it does something', async () => {
    const items = [item('1Xk4dTnB7ZsVw0Rq9LmCye', 'pull'), item('5Tq0WnCk8RzYp2Ld7GbVxe', 'push')]
    await page.route('**/api/attention', (route) => route.fulfill({ json: { count: 2, webhooks: 3, enabled: 3, items } }))
    await page.goto(`${SERVER}/console`)
    await page.getByRole('heading', { name: '2 receivers need you' }).waitFor()
    const card = (name: string) => page.getByRole('listitem', { name })
    const consumer = card('Is never read')
    await consumer.locator('.pill', { hasText: 'Behind' }).waitFor()
    await consumer.getByText('12 events wait').waitFor()
    await consumer.getByText(/^Waiting since/).waitFor()
    expect(await consumer.getByRole('button', { name: 'Fix and recover' }).count()).toBe(0)
    expect(await card('Takes its time').getByRole('button', { name: 'Fix and recover' }).count()).toBe(1)
    expect(await consumer.getByRole('link', { name: 'See what waits' }).getAttribute('href')).toContain('state=pending')
    expect(await page.getByText('All is well').count()).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.unroute('**/api/attention')
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a row of a batch', () => {
  let endpoint: Receiver
  let webhook = ''
  afterAll(async () => {
    await call(page, 'POST', `/services/admin/webhook/${webhook}`, { enabled: false })
    await endpoint.close()
  })

  it('says how many events it has and which are the first, and so does its page', async () => {
    endpoint = await receiver()
    const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: 'In batches', url: endpoint.url, eventTypes: ['folder_create'], batch: { maxEvents: 4, maxSeconds: 60 } })
    webhook = made.id
    const stamp = Date.now()
    await page.evaluate(
      async ([stamp]) => {
        const body = new URLSearchParams()
        for (let i = 0; i < 4; i++) body.append('path', `/Together ${stamp} ${i}`)
        const response = await fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body })
        if (!response.ok) throw new Error(`createFolder: ${response.status}`)
      },
      [stamp] as const,
    )
    await until<{ items: { state: string }[] }>(page, `/api/deliveries?webhook=${webhook}`, ({ items }) => items[0]?.state === 'delivered')
    await page.goto(`${SERVER}/console/deliveries?webhook=${webhook}`)
    const row = page.getByRole('row', { name: /batch/ })
    await row.getByText('4 events').waitFor()
    await row.getByText(`Together ${stamp} 0, Together ${stamp} 1, Together ${stamp} 2 …`).waitFor()
    await row.getByRole('link').first().click()
    await page.getByText('4 events', { exact: true }).first().waitFor()
    expect(await axe(page)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
