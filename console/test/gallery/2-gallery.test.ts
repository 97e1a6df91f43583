import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logIn, logInAs, visit, type Visit } from '../browser/browser'
import { click, looked, type Case } from './looks'
import { logInByApi, long, PLAIN, readScene, USER } from './scene'
import * as truths from './truths'

const scene = readScene()

let browser: Visit
let page: Page

beforeAll(async () => {
  await logInByApi()
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(async () => {
  await browser.close()
})

const { webhooks, deliveries } = scene
/** With a short list beside it, but for the first: a hundred rows more on every page would only take time. */
const pane = (id: string, tab = '') => `/console/webhooks/${id}?q=WM&health=disabled${tab && `&tab=${tab}`}`
const inFolder = `/?folder=${encodeURIComponent(scene.folder)}`

const PAGES: Case[] = [
  { name: 'attention', path: '/console/attention', ready: long('Disabled by the server ') },
  { name: 'webhooks', path: '/console/webhooks', ready: 'Show more', true: truths.webhookRows },
  { name: 'webhooks-selected', path: '/console/webhooks?health=disabled', ready: long('Disabled by hand'), open: (on) => on.getByRole('checkbox', { name: 'Select all' }).check() },
  { name: 'webhooks-disabled', path: '/console/webhooks?health=disabled', ready: long('Disabled by hand'), true: truths.webhookRows },
  { name: 'webhook', path: `/console/webhooks/${webhooks.delivered}`, ready: 'Metadata to return', true: truths.webhookHead },
  { name: 'webhook-unsaved', path: pane(webhooks.delivered), ready: 'Metadata to return', open: (on) => on.getByLabel('Name', { exact: true }).fill(long('Changed')) },
  { name: 'webhook-disabled', path: pane(webhooks.byHand), ready: 'This webhook is disabled', true: truths.webhookHead },
  { name: 'webhook-disabled-by-the-server', path: pane(webhooks.automatic), ready: 'This webhook is disabled', true: truths.webhookHead },
  { name: 'webhook-failing', path: pane(webhooks.failing, 'overview'), ready: 'By event type', true: truths.webhookHead },
  { name: 'webhook-flapping', path: pane(webhooks.flapping, 'overview'), ready: 'By event type', true: truths.webhookHead },
  { name: 'webhook-deliveries', path: pane(webhooks.flapping, 'deliveries'), ready: 'folder_create' },
  { name: 'webhook-secret', path: pane(webhooks.delivered, 'secret'), ready: 'Verify the signature', true: truths.webhookHead },
  { name: 'webhook-rotated', path: pane(webhooks.rotated, 'secret'), ready: 'Verify the signature', true: truths.webhookHead },
  { name: 'webhook-regenerate', path: pane(webhooks.rotated), ready: 'Metadata to return', open: click('Regenerate') },
  { name: 'webhook-testing', path: pane(webhooks.delivered, 'testing'), ready: 'Sends one signed request now' },
  { name: 'webhook-history', path: pane(webhooks.rotated, 'history'), ready: 'Create webhook' },
  { name: 'webhook-remove', path: pane(webhooks.rotated), ready: 'Metadata to return', open: click('Remove Webhook') },
  { name: 'new-webhook', path: '/console/webhooks/new', ready: 'Metadata to return' },
  { name: 'deliveries', path: '/console/deliveries', ready: 'folder_create', true: truths.deliveryRows },
  { name: 'deliveries-missed', path: '/console/deliveries?state=missed', ready: 'folder_create', true: truths.deliveryRows },
  { name: 'deliveries-resend', path: '/console/deliveries?type=folder_create', ready: 'folder_create', open: async (on) => { await on.getByRole('button', { name: 'Resend all …' }).click(); await on.getByText('would be sent again').first().waitFor() }, true: truths.dryRun },
  { name: 'delivery-delivered', path: `/console/deliveries/${deliveries.delivered}`, ready: 'Attempt 1', true: truths.wholeDelivery },
  { name: 'delivery-refused', path: `/console/deliveries/${deliveries.refused}`, ready: 'Attempt 1', true: truths.wholeDelivery },
  { name: 'delivery-waiting', path: `/console/deliveries/${deliveries.waiting}`, ready: 'Attempt 1', true: truths.wholeDelivery },
  { name: 'delivery-cancelled', path: `/console/deliveries/${deliveries.cancelled}`, ready: 'Attempt 1', true: truths.wholeDelivery },
  { name: 'delivery-missed', path: `/console/deliveries/${deliveries.missed}`, ready: 'No attempts yet', true: truths.wholeDelivery },
  { name: 'event', path: `/console/deliveries/${deliveries.delivered}`, ready: 'Attempt 1', open: async (on) => { await on.locator('aside a[href*="/console/events/"]').click(); await on.getByRole('button', { name: 'Simulate' }).click(); await on.getByText('would get this event').waitFor() } },
  { name: 'jobs', path: '/console/jobs', ready: /of \d+/ },
  { name: 'job', path: `/console/jobs/${scene.job}`, ready: 'Started', true: truths.job },
  { name: 'event-types', path: '/console/event-types', ready: 'asset_create' },
  { name: 'event-type', path: '/console/event-types/asset_update_metadata', ready: 'Not sent when' },
  { name: 'properties', path: '/console/properties', ready: 'webHooksTimeoutSeconds' },
  { name: 'users', path: '/console/users', ready: long('Wilhelmina') },
  { name: 'user', path: `/console/users/${USER}`, ready: 'Details' },
  { name: 'groups', path: '/console/users?tab=groups', ready: long('Press office') },
  { name: 'group', path: `/console/groups/${scene.group}`, ready: 'Members' },
  { name: 'permissions', path: `/console/users?tab=permissions&path=${encodeURIComponent(scene.folder)}`, ready: 'Granted in' },
  { name: 'roles', path: '/console/users?tab=roles', ready: 'Licences' },
  { name: 'tokens', path: '/console/tokens', ready: long('Nightly export') },
  { name: 'token-new', path: '/console/tokens', ready: long('Nightly export'), open: click(/New token|Create token/) },
  { name: 'pair', path: '/console/pair', ready: 'Type the code' },
  { name: 'audit', path: '/console/audit', ready: 'Create webhook' },
  { name: 'health', path: '/console/health', ready: 'Nodes that send', true: truths.health },
  { name: 'alerts', path: '/console/alerts', ready: 'Alert when' },
  { name: 'nodes', path: '/console/nodes', ready: 'as long as it runs' },
  { name: 'receivers', path: '/console/receiver', ready: 'Built-in receiver' },
  { name: 'profile', path: '/console/profile', ready: 'Where you are logged in' },
  { name: 'no-such-page', path: '/console/nothing', ready: 'This page does not exist' },
  { name: 'assets-folders', path: '/', ready: long('Folder 1') },
  { name: 'assets', path: inFolder, ready: 'Pier.png' },
  { name: 'assets-list', path: `${inFolder}&view=list`, ready: 'Pier.png' },
  { name: 'asset', path: `${inFolder}&asset=${scene.asset}`, ready: 'Created by' },
  { name: 'asset-versions', path: `${inFolder}&asset=${scene.asset}&ptab=versions`, ready: /version/i },
  { name: 'asset-history', path: `${inFolder}&asset=${scene.asset}&ptab=history`, ready: 'History' },
  { name: 'asset-events', path: `${inFolder}&asset=${scene.asset}&ptab=events`, ready: 'asset_update_metadata' },
  { name: 'asset-comments', path: `${inFolder}&asset=${scene.asset}&ptab=comments`, ready: 'Write a comment', open: (on) => on.getByText(long('Too dark')).waitFor() },
  { name: 'asset-relations', path: `${inFolder}&asset=${scene.asset}&ptab=relations`, ready: 'This asset', open: (on) => on.getByRole('button', { name: /^End the relation/ }).first().waitFor() },
  { name: 'viewer', path: `${inFolder}&show=${scene.asset}`, ready: /^\d of 2$/, open: (on) => on.getByRole('dialog').locator('img').first().waitFor() },
  { name: 'trash', path: '/?trash=1', ready: 'deleted for good' },
  { name: 'share-links', path: '/', ready: long('Folder 1'), open: async (on) => { await click('Share links')(on); await on.getByRole('list', { name: 'Share links' }).getByText(long('The lighthouse')).waitFor() } },
  { name: 'asset-share', path: `${inFolder}&asset=${scene.asset}`, ready: 'Created by', open: (on) => on.getByRole('complementary', { name: 'Asset' }).getByRole('button', { name: 'Share' }).click() },
  { name: 'palette', path: '/console/profile', ready: 'Where you are logged in', open: (on) => on.keyboard.press('Control+k') },
]

describe('the gallery', () => {
  it.each(PAGES)('$name', async (one) => {
    expect(await looked(page, one)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe('without an account, and without permissions', () => {
  let guest: Visit
  beforeAll(async () => {
    guest = await visit({ width: 1440, height: 900 })
  })
  afterAll(() => guest.close())

  it.each([
    { name: 'share', path: scene.links.open, ready: long('The lighthouse') },
    { name: 'log-in', path: pane(webhooks.delivered, 'secret'), ready: 'Log in to Carillon' },
    {
      name: 'log-in-refused',
      path: '/',
      ready: 'Log in to Carillon',
      open: async (on: Page) => {
        await on.getByLabel('User name').fill('w'.repeat(60))
        await on.getByLabel('Password', { exact: true }).fill('wrong')
        await on.getByRole('button', { name: 'Log in' }).click()
        await on.locator('.wrong').waitFor()
      },
    },
  ])('$name', async (one) => {
    guest.complaints.allow(/401/)
    expect(await looked(guest.page, one)).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })

  it.each([
    { name: 'plain-assets', path: '/', ready: 'You may' },
    { name: 'plain-console', path: '/console/webhooks', ready: 'For super users only' },
    { name: 'plain-tokens', path: '/console/tokens', ready: 'API tokens' },
    { name: 'plain-profile', path: '/console/profile', ready: 'Where you are logged in' },
  ])('$name', async (one) => {
    if (one.name === 'plain-assets') await logInAs(guest.page, PLAIN)
    expect(await looked(guest.page, one)).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })
})
