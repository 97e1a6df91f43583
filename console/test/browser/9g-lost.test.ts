import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, SERVER, visit, type Visit } from './browser'
import { call, until } from './made'
import { receiver, type Receiver } from './receiver'

/** A response that says "later" and is final all the same: its page leads to the switch. */
describe('a delivery that a 429 ended', () => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver
  let webhook = ''
  let delivery = ''
  const offer = () => page.getByRole('link', { name: 'Retry 429 responses …' })
  const statuses = () => page.getByLabel('Statuses to retry')
  const stored = () => call<{ retriedStatuses: number[] }>(page, 'GET', `/services/admin/webhook/${webhook}`)

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
    endpoint.status = 429
    await logIn(page, '/console')
    const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: 'Allows little', url: endpoint.url, eventTypes: ['folder_create'], retriedStatuses: [425] })
    webhook = made.id
    await page.evaluate(async (path) => {
      const response = await fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ path }) })
      if (!response.ok) throw new Error(`createFolder: ${response.status}`)
    }, `/Too many ${Date.now()}`)
    const { items } = await until<{ items: { id: string; state: string }[] }>(page, `/api/deliveries?webhook=${webhook}`, (read) => read.items[0]?.state === 'exhausted')
    delivery = items[0]!.id
  })
  afterAll(async () => {
    await call(page, 'POST', `/services/admin/webhook/${webhook}`, { enabled: false })
    await browser.close()
    await endpoint.close()
  })

  it('leads to the form of its webhook, with 429 filled in', async () => {
    await page.goto(`${SERVER}/console/deliveries/${delivery}`)
    await offer().click()
    await expect.poll(() => statuses().inputValue()).toBe('425, 429')
    await expect.poll(() => statuses().evaluate((field) => field === document.activeElement)).toBe(true)
    expect((await stored()).retriedStatuses, 'nothing is saved yet').toEqual([425])
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved Allows little').waitFor()
    expect((await stored()).retriedStatuses).toEqual([425, 429])
  })

  it('offers it no more once such responses are retried', async () => {
    await page.goto(`${SERVER}/console/deliveries/${delivery}`)
    const read = page.waitForResponse((response) => response.url().includes(`/services/admin/webhook/${webhook}`))
    await page.reload()
    await read
    await page.getByText('The receiver responded with 429').first().waitFor()
    expect(await offer().count()).toBe(0)
    expect(browser.complaints.all).toEqual([])
  })
})
