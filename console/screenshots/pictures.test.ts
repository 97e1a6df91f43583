import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN, logIn, overflows, required, SERVER, visit, type Visit } from '../test/browser/browser'
import { call, until } from '../test/browser/made'
import { archive, type Archive } from './data'

const FOLDER = process.env.CARILLON_PICTURES ?? join(import.meta.dirname, '../../docs/images')
const WIDTHS = [1440, 768, 360]
const HEIGHTS: Record<number, number> = { 1440: 900, 768: 1024, 360: 780 }

let browser: Visit
let page: Page
let there: Archive
/** The event of the delivery that failed. */
let event: string

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await page.goto(required('CARILLON_SETUP_LINK'))
  await page.getByLabel('User name').fill(ADMIN.username)
  await page.getByLabel('Password', { exact: false }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Create the user' }).click()
  await page.getByRole('link', { name: 'Log in' }).click()
  await logIn(page)
  await call(page, 'PUT', '/api/me', { fullName: 'Ada Lovelace', email: 'ada@example.com' })
  there = await archive(page)
  event = (await call<{ event: { id: string } }>(page, 'GET', `/api/deliveries/${there.failed}`)).event.id
  await until<{ hits: { thumbnailUrl?: string }[] }>(page, '/services/search?q=assetDomain:image&num=100', ({ hits }) => hits.length > 0 && hits.every((hit) => hit.thumbnailUrl))
  await page.reload()
  mkdirSync(FOLDER, { recursive: true })
})
afterAll(async () => {
  await browser.close()
  for (const one of there.receivers) await one.close()
})

const PAGES: [name: string, path: () => string, ready: string | RegExp][] = [
  ['assets', () => '/?folder=%2FCampaigns%2FSpring', 'Lighthouse.png'],
  ['asset', () => `/?folder=%2FCampaigns%2FSpring&asset=${there.asset}&ptab=events`, 'asset_create'],
  ['attention', () => '/console/attention', 'Needs attention'],
  ['webhooks', () => '/console/webhooks', 'Print works'],
  ['webhook', () => `/console/webhooks/${there.shop}`, 'Metadata to return'],
  ['webhook-overview', () => `/console/webhooks/${there.printer}?tab=overview`, 'By status'],
  ['webhook-secret', () => `/console/webhooks/${there.shop}?tab=secret`, 'Verify the signature'],
  ['webhook-history', () => `/console/webhooks/${there.shop}?tab=history`, 'Update webhook'],
  ['deliveries', () => '/console/deliveries', 'asset_update_metadata'],
  ['delivery', () => `/console/deliveries/${there.failed}`, 'Attempt 1'],
  ['event', () => `/console/events/${event}`, 'would get this event'],
  ['event-types', () => '/console/event-types', 'asset_create'],
  ['event-type', () => '/console/event-types/asset_update_metadata', 'Not sent when'],
  ['properties', () => '/console/properties', 'webHooksTimeoutSeconds'],
  ['users', () => '/console/users', 'Jonas Weber'],
  ['user', () => '/console/users/anna', 'Details'],
  ['group', () => `/console/groups/${there.group}`, 'Members'],
  ['permissions', () => '/console/users?tab=permissions&path=%2FCampaigns%2FSpring&user=anna', 'Granted in'],
  ['roles', () => '/console/users?tab=roles', 'Licences'],
  ['tokens', () => '/console/tokens', 'Nightly export'],
  ['audit', () => '/console/audit', 'Create token'],
  ['profile', () => '/console/profile', 'Where you are logged in'],
  ['health', () => '/console/health', 'Database'],
  ['receiver', () => `/console/receiver/${there.inspector}`, 'Signature valid'],
]

it.each(PAGES)('%s', async (name, path, ready) => {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHTS[width]! })
    await page.goto(SERVER + path())
    await page.getByText(ready).first().waitFor({ state: 'attached' })
    await page.waitForLoadState('load')
    await page.waitForTimeout(400)
    expect(await overflows(page), `${name} at ${width} px`).toEqual([])
    await page.screenshot({ path: join(FOLDER, `${name}-${width}.png`) })
  }
})
