import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, cutTables, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { fake } from './fakes'
import { heard } from './heard'
import { HOSTILE, made, type Made } from './made'

// the third is the first at 200 %
const WIDTHS = [1440, 768, 720, 360]

let browser: Visit
let page: Page
let there: Made

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  await logIn(page, '/console/webhooks')
  there = await made(page)
})
afterAll(async () => {
  await browser.close()
  await there.endpoint.close()
})

interface Case {
  name: string
  path: () => string
  ready: () => Promise<unknown>
}

const heading = (name: string) => () => page.getByRole('heading', { name, level: 1 }).waitFor()
const text = (words: string | RegExp) => () => page.getByText(words).first().waitFor()

const PAGES: Case[] = [
  { name: 'webhooks', path: () => '/console/webhooks', ready: text('To the receiver') },
  { name: 'webhook-overview', path: () => `/console/webhooks/${there.webhook}?tab=overview`, ready: text('By event type') },
  { name: 'webhook-testing', path: () => `/console/webhooks/${there.webhook}?tab=testing`, ready: text('Sends one signed request now') },
  { name: 'webhook-deliveries', path: () => `/console/webhooks/${there.webhook}?tab=deliveries`, ready: text('folder_create') },
  { name: 'webhook-without-deliveries', path: () => `/console/webhooks/${there.quiet}?tab=deliveries`, ready: text('The delivery log is empty') },
  { name: 'new-webhook', path: () => '/console/webhooks/new', ready: heading('New webhook') },
  { name: 'deliveries', path: () => '/console/deliveries', ready: text('folder_create') },
  { name: 'delivery', path: () => `/console/deliveries/${there.delivery}`, ready: text('Attempt 2') },
  { name: 'jobs', path: () => '/console/jobs', ready: text(/^[1-9]\d* of [1-9]\d*$/) },
  { name: 'job', path: () => `/console/jobs/${there.job}`, ready: text(/^[1-9]\d* of [1-9]\d*$/) },
  { name: 'event-types', path: () => '/console/event-types', ready: text('asset_create') },
  { name: 'event-type', path: () => '/console/event-types/asset_update_metadata', ready: text('Not sent when') },
  { name: 'properties', path: () => '/console/properties', ready: text('webHooksTimeoutSeconds') },
  { name: 'webhook-history', path: () => `/console/webhooks/${there.webhook}?tab=history`, ready: text('Create webhook') },
  { name: 'webhook-secret', path: () => `/console/webhooks/${there.webhook}?tab=secret`, ready: text('Verify the signature') },
  { name: 'users', path: () => '/console/users', ready: () => page.getByRole('table', { name: 'Users' }).waitFor() },
  { name: 'user', path: () => '/console/users/ada', ready: () => page.getByRole('table', { name: 'Sessions' }).waitFor() },
  { name: 'groups', path: () => '/console/users?tab=groups', ready: text(/No groups yet|Description/) },
  { name: 'permissions', path: () => '/console/users?tab=permissions', ready: text(/No permissions are granted|Granted in/) },
  { name: 'roles', path: () => '/console/users?tab=roles', ready: () => page.getByRole('table', { name: 'Access of each role' }).waitFor() },
  { name: 'tokens', path: () => '/console/tokens', ready: text(/No tokens yet|Last used/) },
  { name: 'pair', path: () => '/console/pair', ready: text('Type the code') },
  { name: 'audit', path: () => '/console/audit', ready: () => page.getByRole('table', { name: 'Audit log' }).waitFor() },
  { name: 'audit-without-match', path: () => '/console/audit?actor=nobody-of-this-name', ready: text('No entries match') },
  { name: 'profile', path: () => '/console/profile', ready: text('This one') },
  { name: 'no-such-page', path: () => '/console/nothing', ready: text('This page does not exist') },
  { name: 'health', path: () => '/console/health', ready: () => page.getByRole('table', { name: 'Disks' }).waitFor() },
  { name: 'alerts', path: () => '/console/alerts', ready: text('No alerts') },
  { name: 'nodes', path: () => '/console/nodes', ready: () => page.getByRole('table', { name: 'Nodes' }).waitFor() },
  { name: 'receivers', path: () => '/console/receiver', ready: () => page.getByText(there.inspector.url).first().waitFor() },
  { name: 'receiver', path: () => `/console/receiver/${there.inspector.id}`, ready: text('Signature valid') },
]

const EVERY_STATE: Case[] = [
  { name: 'webhooks-of-each-health', path: () => '/console/webhooks', ready: text('Print shop') },
  { name: 'deliveries-of-each-state', path: () => '/console/deliveries', ready: text('Response timed out') },
  { name: 'nodes-of-each-state', path: () => '/console/nodes', ready: text('Taken over') },
  { name: 'alerts-of-each-state', path: () => '/console/alerts', ready: text('did not take') },
  { name: 'health-degraded', path: () => '/console/health', ready: text('Something needs attention') },
]

/** Axe in every look, what the accessibility tree says, four widths, no complaint of the browser. */
async function readable({ name, path, ready }: Case): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(SERVER + path())
  await ready()

  expect(await axe(page)).toEqual([])
  expect(await heard(page)).toEqual([])
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    expect(await overflows(page), `${name} at ${width} px`).toEqual([])
    expect(await cutTables(page, width), `${name} at ${width} px`).toEqual([])
    await picture(page, `${name}-${width}`)
  }
  expect(browser.complaints.all).toEqual([])
}

describe('each page of the console', () => {
  it.each(PAGES)('$name can be read by every user and fits on a telephone', readable)

  it.each(EVERY_STATE)('$name can be read by every user and fits on a telephone', async (one) => {
    const letGo = await fake(page)
    await readable(one)
    await letGo()
  })
})

describe('a table', () => {
  it.each([
    { table: 'Audit log', path: '/console/audit', to: /[?&]entry=./ },
    { table: 'Users', path: '/console/users', to: /\/console\/users\/./ },
    { table: 'Bulk jobs', path: '/console/jobs', to: /\/console\/jobs\/./ },
    { table: 'Webhooks', path: '/console/webhooks', to: /\/console\/webhooks\/[\w-]{22}/ },
  ])('$table has rows that lead on wherever they are pressed', async ({ table, path, to }) => {
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.goto(SERVER + path)
    const row = page.getByRole('table', { name: table, exact: true }).locator('tbody tr').first()
    await row.waitFor()
    const { x, y, width, height } = (await row.boundingBox())!
    await page.mouse.click(x + width - 4, y + height / 2)
    await page.waitForURL(to)
    expect(browser.complaints.all).toEqual([])
  })
})

describe('system health', () => {
  it('says who sends and offers a support bundle', async () => {
    await page.goto(`${SERVER}/console/health`)
    await page.getByRole('table', { name: 'Nodes' }).getByText('as long as it runs').waitFor()
    await page.getByText(/^\d+ of 1,024$/).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Support bundle' }).click()

    expect((await saved).suggestedFilename()).toMatch(/^carillon-support-[\d-]+\.zip$/)
    expect(browser.complaints.all).toEqual([])
  })
})

describe('what receivers and users wrote', () => {
  it('is shown as text and does nothing', async () => {
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByText(HOSTILE).first().waitFor()
    await page.goto(`${SERVER}/console/deliveries/${there.delivery}`)
    await page.getByText('Attempt 1', { exact: true }).click()
    await page.getByText('svg onload').first().waitFor()

    expect(await page.title()).not.toBe('owned')
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a list', () => {
  it('says what went wrong, with the request’s id, and tries again', async () => {
    browser.complaints.allow(/500 .*\/api\/deliveries/)
    await page.route('**/api/deliveries?**', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"detail":"Something went wrong (request abc-123)","errorcode":500,"errorname":"InternalError","message":"Something went wrong (request abc-123)"}' }),
    )
    await page.goto(`${SERVER}/console/deliveries`)
    await page.getByText('abc-123', { exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.unroute('**/api/deliveries?**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'folder_create' }).first().waitFor()
    expect(browser.complaints.all).toEqual([])
  })

  it('of ten thousand webhooks shows a hundred, finds any, and asks before it disables what was chosen', async () => {
    const letGo = await fake(page, 10_000)
    await page.goto(`${SERVER}/console/webhooks?sort=name`)
    await page.getByText('100 of 10,000', { exact: true }).waitFor()
    expect(await page.locator('[data-row]').count()).toBe(100)
    await page.getByRole('cell', { name: '10,000+', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('200 of 10,000', { exact: true }).waitFor()
    await page.getByRole('searchbox').fill('Webhook 9876')
    await page.getByRole('link', { name: 'Webhook 9876' }).waitFor()
    expect(await page.locator('[data-row]').count()).toBe(1)
    await page.getByRole('checkbox', { name: 'Select all' }).check()
    await page.getByRole('button', { name: 'Disable …' }).click()
    await page.getByRole('dialog', { name: 'Disable 1 webhook?' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await letGo()
    expect(browser.complaints.all).toEqual([])
  })

  it('says that nothing matches, and how to see all again', async () => {
    await page.goto(`${SERVER}/console/deliveries?code=418&state=exhausted`)
    await page.getByText('No deliveries match these filters.').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Clear filters' }).last().click()
    await page.getByRole('link', { name: 'folder_create' }).first().waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(browser.complaints.all).toEqual([])
  })

  it('of deliveries shows a new one by itself, and asks before it resends what was chosen', async () => {
    await page.goto(`${SERVER}/console/deliveries?webhook=${there.webhook}`)
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await page.locator('[data-delivery]').first().waitFor()
    const before = await page.locator('[data-delivery]').count()
    await there.newFolder('Seen live')
    await page.locator('[data-delivery]').nth(before).waitFor()
    const newest = page.getByRole('row').nth(1)
    await newest.getByText('Delivered').waitFor()
    await newest.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Resend selected' }).click()
    await page.getByRole('dialog', { name: 'Resend 1 delivery?' }).getByRole('button', { name: 'Resend' }).click()
    await page.getByText('1 queued again').waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})
