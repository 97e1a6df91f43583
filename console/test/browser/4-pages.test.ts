import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeInBoth, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { DETAIL, fake, HOSTILE, ROWS } from './fakes'

const WIDTHS = [1440, 768, 360]

interface Case {
  name: string
  path: string
  ready: (page: Page) => Promise<unknown>
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 1 }).waitFor()
const text = (words: string) => (page: Page) => page.getByText(words).first().waitFor()

/** Stands for the id of a webhook that is really there. */
const EXISTING = 'EXISTING'

const PAGES: Case[] = [
  { name: 'webhooks', path: '/console/webhooks', ready: text('Print shop') },
  { name: 'webhook-overview', path: `/console/webhooks/${EXISTING}?tab=overview`, ready: text('Success') },
  { name: 'webhook-testing', path: `/console/webhooks/${EXISTING}?tab=testing`, ready: text('One signed request, now') },
  { name: 'new-webhook', path: '/console/webhooks/new', ready: heading('New webhook') },
  { name: 'deliveries', path: '/console/deliveries', ready: text('asset_create') },
  { name: 'delivery', path: `/console/deliveries/${DETAIL.id}`, ready: text('Attempt 2') },
  { name: 'jobs', path: '/console/jobs', ready: text('ada') },
  { name: 'job', path: '/console/jobs/fake800', ready: text('42 of 42') },
  { name: 'event-types', path: '/console/event-types', ready: text('Asset created') },
  { name: 'event-type', path: '/console/event-types/asset_update_metadata', ready: text('Not sent when') },
  { name: 'properties', path: '/console/properties', ready: text('webHooksTimeoutSeconds') },
  { name: 'health', path: '/console/health', ready: text('Something needs attention') },
  { name: 'receivers', path: '/console/receiver', ready: text('inspect/fake') },
  { name: 'receiver', path: '/console/receiver/fake700', ready: text('Signature valid') },
]

/** Makes a webhook in this page's session. */
function created(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const response = await fetch('/services/admin/webhook', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' },
      body: JSON.stringify({ name: 'CMS sync', url: 'http://127.0.0.1:9/hook', eventTypes: ['asset_remove'] }),
    })
    return ((await response.json()) as { id: string }).id
  })
}

/** Pages whose calls are partly faked (see fakes.ts), one by one: axe, 360 px, no complaint. */
describe('each page of the console', () => {
  let browser: Visit
  let webhook = ''

  beforeAll(async () => {
    browser = await visit()
    await fake(browser.page)
    await logIn(browser.page, '/console/webhooks')
    webhook = await created(browser.page)
  })
  afterAll(() => browser.close())

  it.each(PAGES)('$name can be read by everybody and fits on a telephone', async ({ name, path, ready }) => {
    const { page, complaints } = browser
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(SERVER + path.replace(EXISTING, webhook))
    await ready(page)

    expect(await axeInBoth(page)).toEqual([])
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${name} at ${width} px`).toBe(false)
      await picture(page, `${name}-${width}`)
    }
    expect(complaints.all).toEqual([])
  })
})

describe('what receivers and users wrote', () => {
  it('is shown as text and does nothing', async () => {
    const browser = await visit()
    try {
      await fake(browser.page, (_, path) => (path === '/api/webhooks' ? ROWS.map((row) => ({ ...row, name: HOSTILE })) : undefined))
      await logIn(browser.page, '/console/webhooks')
      await browser.page.getByText(HOSTILE).first().waitFor()
      await browser.page.goto(`${SERVER}/console/deliveries/${DETAIL.id}`)
      await browser.page.getByText('Attempt 1', { exact: true }).click()
      await browser.page.getByText('onerror=').first().waitFor()

      expect(await browser.page.title()).not.toBe('owned')
      expect(browser.complaints.all).toEqual([])
    } finally {
      await browser.close()
    }
  })
})

describe('a list', () => {
  it('says what went wrong, with the request’s id, and tries again', async () => {
    const browser = await visit()
    let broken = true
    browser.complaints.allow(/500 .*\/api\/deliveries/)
    try {
      await fake(browser.page)
      // routes that were added last are asked first
      await browser.page.route('**/api/deliveries?**', (route) =>
        broken ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"detail":"Something went wrong (request abc-123)","errorcode":500,"errorname":"InternalError","message":"Something went wrong (request abc-123)"}' }) : route.fallback(),
      )
      await logIn(browser.page, '/console/deliveries')
      await browser.page.getByText('abc-123', { exact: true }).waitFor()
      expect(await axeInBoth(browser.page)).toEqual([])
      broken = false
      await browser.page.getByRole('button', { name: 'Try again' }).click()
      await browser.page.getByRole('link', { name: 'asset_create' }).first().waitFor()
      expect(browser.complaints.all).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it('says that nothing matches, and how to see all again', async () => {
    const browser = await visit()
    try {
      await fake(browser.page, (_, path) => (path === '/api/deliveries' ? { items: [], next: null } : undefined))
      await logIn(browser.page, '/console/deliveries?code=418&state=exhausted')
      await browser.page.getByText('No deliveries match these filters.').waitFor()
      expect(await axeInBoth(browser.page)).toEqual([])
      await browser.page.getByRole('button', { name: 'Clear filters' }).last().click()
      await browser.page.getByText('Nothing was sent yet').waitFor()
      expect(new URL(browser.page.url()).search).toBe('')
      expect(await axeInBoth(browser.page)).toEqual([])
      expect(browser.complaints.all).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
