import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logIn, SERVER, visit, type Visit } from '../browser/browser'
import { looked, type Case } from './looks'
import { BASIC, logInByApi, long, readScene, TYPE, USER } from './scene'

/** What the pages of the console open: dialogs, menus, and the steps that follow a click. */
const scene = readScene()
const { webhooks, deliveries, asset, folder } = scene

let browser: Visit
let page: Page

beforeAll(async () => {
  await logInByApi()
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** With a short list beside it. */
const pane = (id: string, tab = '') => `/console/webhooks/${id}?q=WM&health=disabled${tab && `&tab=${tab}`}`
const button = (name: string) => async (on: Page) => on.getByRole('button', { name, exact: true }).first().click()
const dialog = (on: Page) => on.getByRole('dialog')
const says = (text: string | RegExp) => (on: Page) => dialog(on).getByText(text).first().waitFor()
const said = (text: string | RegExp) => (on: Page) => on.getByText(text).first().waitFor()
const fill = (label: string, text: string) => (on: Page) => dialog(on).getByLabel(label, { exact: true }).fill(text)
/** Does one after the other. */
const then = (...steps: ((on: Page) => Promise<unknown>)[]) => async (on: Page) => {
  for (const step of steps) await step(on)
}

const EXPLAINED: Case[] = [
  { name: 'why-webhook', path: pane(webhooks.rotated), ready: 'Metadata to return', open: then(button('Why?'), fill('Id of an event or an asset', asset), button('Find'), says('does not get this event')) },
  { name: 'why-asset', path: `/?folder=${encodeURIComponent(folder)}&asset=${asset}&ptab=events`, ready: 'asset_update_metadata', open: then((on) => on.getByRole('button', { name: 'Why? asset_update_metadata' }).first().click(), says('this event')) },
  { name: 'why-delivery', path: `/console/deliveries/${deliveries.delivered}`, ready: 'Attempt 1', open: then(button('Why?'), says('gets this event')) },
  { name: 'simulate-webhook', path: pane(webhooks.delivered), ready: 'Metadata to return', open: then((on) => on.getByRole('checkbox', { name: /asset_checkout/ }).check(), button('Simulate'), said(/^The webhook would get/), (on) => on.getByText('Events that are new').click()) },
]

const ONE_AND_ALL: Case[] = [
  { name: 'delivery-batch', path: `/console/deliveries/${deliveries.batch}`, ready: 'Attempt 1', open: said('Its deliveries') },
  { name: 'delivery-batch-why', path: `/console/deliveries/${deliveries.batch}`, ready: 'Attempt 1', open: then((on) => on.getByRole('button', { name: /^Why this webhook got/ }).first().click(), says('gets this event')) },
  { name: 'deliveries-batch', path: `/console/deliveries?webhook=${webhooks.batched}`, ready: '4 events' },
  { name: 'consumer', path: pane(webhooks.consumer, 'overview'), ready: 'Not acknowledged' },
  { name: 'consumer-settings', path: pane(webhooks.consumer), ready: 'Metadata to return' },
  { name: 'consumer-testing', path: pane(webhooks.consumer, 'testing'), ready: 'no test can be sent to it' },
  { name: 'consumer-disable', path: pane(webhooks.consumer), ready: 'Metadata to return', open: then(button('Disable'), says('Readers get no events while it is disabled')) },
  { name: 'delivery-resend', path: `/console/deliveries/${deliveries.delivered}`, ready: 'Attempt 1', open: then(button('Resend'), says('It was already delivered')) },
  { name: 'delivery-cancel', path: `/console/deliveries/${deliveries.waiting}`, ready: 'Attempt 1', open: button('Cancel retries') },
  { name: 'deliveries-resend-chosen', path: `/console/deliveries?webhook=${webhooks.batched}`, ready: '4 events', open: then((on) => on.getByLabel('Select all on this page').check(), button('Resend selected …')) },
  { name: 'deliveries-save-view', path: '/console/deliveries?state=exhausted', ready: 'folder_create', open: button('Save view …') },
  { name: 'deliveries-filters', path: `/console/deliveries?type=${long('none')}`, ready: 'Clear filters', open: button('More filters') },
]

const REGISTERED: Case[] = [
  { name: 'webhook-disable', path: pane(webhooks.delivered), ready: 'Metadata to return', open: button('Disable') },
  { name: 'webhook-reveal', path: pane(webhooks.delivered, 'secret'), ready: 'Verify the signature', open: button('Reveal') },
  { name: 'webhook-end-overlap', path: pane(webhooks.rotated, 'secret'), ready: 'Verify the signature', open: button('End overlap now') },
  { name: 'webhooks-disable', path: '/console/webhooks?health=failing', ready: long('Failing'), open: then((on) => on.getByRole('checkbox', { name: 'Select all' }).check(), button('Disable …')) },
  { name: 'webhook-leave', path: pane(webhooks.delivered), ready: 'Metadata to return', open: then((on) => on.getByLabel('Name', { exact: true }).fill('Typed and not saved'), (on) => on.getByRole('navigation', { name: 'Parts of this webhook' }).getByRole('link', { name: 'Secret' }).click(), says('Leave without saving')) },
  { name: 'own-event-type', path: `/console/event-types/${TYPE}`, ready: 'Schema of the data' },
  { name: 'event-type-new', path: '/console/event-types', ready: TYPE, open: then(button('New event type'), fill('Schema of the data', `{"type": "object", "properties": {"${long('orderId')}": {"type": "strin"}}}`), (on) => dialog(on).getByLabel('Name').fill(TYPE), button('Save'), says(/schema\/properties/)) },
  { name: 'event-type-change', path: `/console/event-types/${TYPE}`, ready: 'Schema of the data', open: button('Change') },
  { name: 'event-type-remove', path: `/console/event-types/${TYPE}`, ready: 'Schema of the data', open: button('Remove') },
  { name: 'event-types-import', path: '/console/event-types', ready: TYPE, open: then(button('Import from OpenAPI'), fill('Document', 'openapi: 3.0.3'), button('Check'), says(/'document.openapi' is/)) },
  { name: 'event-types-import-report', path: '/console/event-types', ready: TYPE, open: then(button('Import from OpenAPI'), fill('Document', openApi()), (on) => dialog(on).getByLabel('Prefix').fill('imported.'), button('Check'), says('Nothing is stored yet')) },
]

const RUN: Case[] = [
  { name: 'alert-rule-new', path: '/console/alerts', ready: 'Alert when', open: button('New rule') },
  { name: 'alert-rule-change', path: '/console/alerts', ready: 'Alert when', open: button(`Change ${long('Disabled')}`) },
  { name: 'alert-rule-remove', path: '/console/alerts', ready: 'Alert when', open: button(`Remove ${long('Disabled')}`) },
  { name: 'alert-channel-new', path: '/console/alerts', ready: 'Alert when', open: button('New channel') },
  { name: 'alert-channel-change', path: '/console/alerts', ready: 'Alert when', open: button(`Change ${long('On call')}`) },
  { name: 'alert-channel-remove', path: '/console/alerts', ready: 'Alert when', open: then(button(`Remove ${long('On call')}`), (on) => dialog(on).getByRole('button', { name: 'Remove' }).click(), (on) => dialog(on).getByRole('alert').waitFor()) },
  { name: 'pair-wrong', path: '/console/pair', ready: 'Type the code', open: then((on) => on.getByLabel('Code', { exact: true }).fill('BCDF-BCDF'), (on) => on.getByRole('main').getByRole('button').click(), said('No program waits with this code')) },
  { name: 'audit-verify', path: '/console/audit', ready: 'Create webhook', open: then(button('Verify chain'), says('Head of the chain')) },
  { name: 'token-revoke', path: '/console/tokens', ready: long('Nightly export'), open: button(`Revoke ${long('Nightly export')}`) },
  { name: 'user-basic', path: `/console/users/${BASIC.username}`, ready: 'Details' },
  { name: 'user-invite', path: '/console/users', ready: long('Wilhelmina'), open: button('Invite user') },
  { name: 'user-remove', path: `/console/users/${USER}`, ready: 'Details', open: button('Remove user') },
  { name: 'user-link', path: `/console/users/${BASIC.username}`, ready: 'Details', open: button('Reset password …') },
  { name: 'group-change', path: `/console/groups/${scene.group}`, ready: 'Members', open: button('Change …') },
  { name: 'group-remove', path: `/console/groups/${scene.group}`, ready: 'Members', open: button('Remove group') },
  { name: 'grant', path: `/console/users?tab=permissions&path=${encodeURIComponent(folder)}`, ready: 'Granted in', open: button('Grant permissions') },
  { name: 'api-hint', path: `/console/users/${USER}`, ready: 'Details', open: button('Do this with the API') },
  { name: 'shortcuts', path: '/console/profile', ready: 'Where you are logged in', open: (on) => on.keyboard.press('?') },
  { name: 'menu', path: '/console/profile', ready: 'Where you are logged in', open: (on) => on.getByRole('button', { name: /^Menu of/ }).click() },
]

/** The webhooks of a document from another program: one fits, one has no example, one has a name that none may have. */
function openApi(): string {
  const webhook = (example: object | null) => ({ post: { summary: long('Shipped'), requestBody: { content: { 'application/json': { schema: { type: 'object' }, ...(example && { example }) } } } } })
  return JSON.stringify({ openapi: '3.1.0', info: { title: long('Orders'), version: '1' }, webhooks: { [`order.${'shipped_'.repeat(6)}1`]: webhook({}), 'no.example': webhook(null), [`a.${long('<b>')}`]: webhook({}) } })
}

describe('the console', () => {
  it.each([...EXPLAINED, ...ONE_AND_ALL, ...REGISTERED, ...RUN])('$name', async (one) => {
    browser.complaints.allow(/(400|404|409) .*\/api\/(event-types|alerts|pairings)/)
    expect(await looked(page, one)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })

  it('pair-decide and pair-refused', async () => {
    const response = await fetch(`${SERVER}/api/pairings`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ program: long('P').slice(0, 40), machine: long('M').slice(0, 56) }) })
    const { userCode } = (await response.json()) as { userCode: string }
    const typed = then((on) => on.getByLabel('Code', { exact: true }).fill(userCode), (on) => on.getByRole('main').getByRole('button').click(), said('Does this program log in for you?'))
    const one = { name: 'pair-decide', path: '/console/pair', ready: 'Type the code', open: typed }
    expect(await looked(page, one)).toEqual([])
    expect(await looked(page, { ...one, name: 'pair-refused', open: then(typed, button('Refuse'), said('The program got nothing')) })).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })

  it('session-ended', async () => {
    browser.complaints.allow(/401/)
    const open = then(() => browser.context.clearCookies(), (on) => on.getByRole('link', { name: 'Deliveries', exact: true }).click(), says('Log in again to continue'))
    expect(await looked(page, { name: 'session-ended', path: '/console/profile', ready: 'Where you are logged in', open })).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
