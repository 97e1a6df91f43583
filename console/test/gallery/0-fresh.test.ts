import { afterAll, beforeAll, expect, it } from 'vitest'
import { logIn, SERVER, visit, type Visit } from '../browser/browser'
import { looked, type Case } from './looks'
import { firstUser } from './scene'

/** A server of which nothing was asked yet, up to its first webhook and the inbox in which nothing is wrong. */
let browser: Visit

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
})
afterAll(() => browser.close())

it('fresh-set-up', async () => {
  const link = new URL(process.env.CARILLON_SETUP_LINK ?? '')
  const one = { name: 'fresh-set-up', path: link.href.slice(link.origin.length), ready: /./ }
  expect(await looked(browser.page, one)).toEqual([])
  await firstUser()
  await logIn(browser.page)
})

const EMPTY: Case[] = [
  { name: 'fresh-assets', path: '/', ready: 'No assets yet' },
  { name: 'fresh-attention', path: '/console/attention', ready: 'Welcome' },
  { name: 'fresh-webhooks', path: '/console/webhooks', ready: 'Create your first webhook' },
  { name: 'fresh-deliveries', path: '/console/deliveries', ready: 'The delivery log is empty' },
  { name: 'fresh-alerts', path: '/console/alerts', ready: 'No alerts' },
  { name: 'fresh-receivers', path: '/console/receiver', ready: 'No receivers yet' },
  { name: 'fresh-trash', path: '/?trash=1', ready: 'The trash is empty' },
]

it.each(EMPTY)('$name', async (one) => {
  expect(await looked(browser.page, one)).toEqual([])
  expect(browser.complaints.all).toEqual([])
})

it('first-webhook, and nothing that needs anyone', async () => {
  const { page } = browser
  await page.goto(`${SERVER}/console/attention`)
  await page.getByRole('button', { name: 'First webhook' }).click()
  await page.waitForURL(/\/console\/receiver\/.*first=1/)
  const { pathname, search } = new URL(page.url())
  const first: Case = { name: 'first-webhook', path: pathname + search, ready: 'It arrived.', open: (on) => on.locator('details.card summary').first().click() }
  expect(await looked(page, first)).toEqual([])
  expect(await looked(page, { name: 'attention-calm', path: '/console/attention', ready: 'All is well' })).toEqual([])
  expect(browser.complaints.all).toEqual([])
})
