import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, cutTables, logIn, overflows, picture, SERVER, tabTo, visit, type Visit } from './browser'
import { call, HOSTILE } from './made'

const TYPE = `acme.${'a_very_long_word_'.repeat(4)}.order_placed`
const WIDTHS = [1440, 360]

async function fits(page: Page, name: string) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await picture(page, `${name}-${width}`)
    expect(await overflows(page)).toEqual([])
    expect(await cutTables(page, width)).toEqual([])
  }
  await page.setViewportSize({ width: 1280, height: 860 })
}

async function seen(page: Page, name: string) {
  await fits(page, name)
  expect(await axe(page)).toEqual([])
}

/** An administrator registers an event type, changes it, and lets a webhook name a version. */
describe('event types of one’s own', () => {
  let browser: Visit
  let page: Page

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    await logIn(page, '/console/event-types')
  })
  afterAll(async () => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.goto(`${SERVER}/console/event-types/${TYPE}`)
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('heading', { name: 'Event types' }).waitFor()
    await browser.close()
  })

  it('reads at the field what is wrong with a new one, and registers it', async () => {
    browser.complaints.allow(/400 .*\/api\/event-types/)
    await page.getByRole('button', { name: 'New event type' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill(TYPE)
    await dialog.getByLabel('Title').fill(HOSTILE)
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "properties": {"orderId": {"type": "strin"}}}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('schema/properties/orderId/type').waitFor()
    await seen(page, 'new-event-type')
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "string", "description": "Its id."}}}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: HOSTILE }).waitFor()
    await page.getByText('data.orderId').waitFor()
    await seen(page, 'own-event-type')
  })

  it('is told what a change would break, and makes another version', async () => {
    await page.getByRole('button', { name: 'Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "integer"}}}')
    await dialog.getByLabel('Examples').fill('[{"orderId": 7}]')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('/properties/orderId/type allowed string').waitFor()
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "string"}, "coupon": {"type": "string"}}}')
    await dialog.getByLabel('Examples').fill('[{"orderId": "order-17", "coupon": "SPRING"}]')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Version 2', { exact: true }).waitFor()
  })

  it('lets a webhook name the version in which it gets the events', async () => {
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel(TYPE).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByLabel(TYPE).first().check()
    await page.getByRole('combobox', { name: TYPE }).selectOption({ label: 'Version 1' })
    await fits(page, 'webhook-versions')
    expect(await page.getByRole('combobox', { name: TYPE }).inputValue()).toBe('1')
  })
})

const PLAIN = { type: 'object', properties: { orderId: { type: 'string' } } }
/** Refers to itself, which no type may. */
const ENDLESS = { type: 'object', properties: { next: { $ref: '#/components/schemas/Endless' } } }

function webhook(schema: object, example: object | null = {}) {
  return { post: { summary: HOSTILE, description: HOSTILE, requestBody: { content: { 'application/json': { schema, ...(example && { example }) } } } } }
}

function documentOf(webhooks: Record<string, object>): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: HOSTILE, version: '1' }, webhooks, components: { schemas: { Endless: ENDLESS } } })
}

const asFile = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

/** An administrator imports the webhooks of a document from someone else. */
describe('an OpenAPI document', () => {
  const shipped = `imported.order.${'shipped_'.repeat(6)}1`
  const name = shipped.slice('imported.'.length)
  let browser: Visit
  let page: Page

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    await logIn(page, '/console/event-types')
  })
  afterAll(async () => {
    await call(page, 'DELETE', `/api/event-types/${shipped}`).catch(() => {})
    await browser.close()
  })

  const dialog = () => page.getByRole('dialog', { name: 'Import event types from OpenAPI' })
  const row = (type: string) => dialog().getByRole('row').filter({ hasText: type })

  async function open(text: string) {
    await page.goto(`${SERVER}/console/event-types`)
    await page.getByRole('button', { name: 'Import from OpenAPI' }).click()
    await dialog().getByLabel('Document', { exact: true }).fill(text)
    await dialog().getByLabel('Prefix').fill('imported.')
    await dialog().getByRole('button', { name: 'Check' }).click()
  }

  it.each([
    ['of another version', '{"openapi": "3.0.3"}', "'document.openapi' is '3.0.3'"],
    ['without webhooks', 'openapi: 3.1.0', "'document.webhooks' is"],
    ['that is no YAML', 'webhooks: [', 'The YAML is malformed'],
  ])('%s is refused where it stands', async (_, text, says) => {
    browser.complaints.allow(/400 .*\/api\/event-types\/import/)
    await open(text)
    await dialog().getByRole('alert').getByText(says).waitFor()
    expect(await dialog().getByLabel('Document', { exact: true }).inputValue()).toBe(text)
    await seen(page, 'import-refused')
  })

  it('that is too large is not read', async () => {
    await dialog().getByLabel('Document from a file').setInputFiles(asFile('huge.json', ' '.repeat(3 * 1024 * 1024 + 1)))
    await dialog().getByRole('alert').getByText('huge.json is larger than 3 MB').waitFor()
  })

  it('shows by keys alone what would be done, and why not, and then does it', async () => {
    await page.goto(`${SERVER}/console/event-types`)
    await tabTo(page, /^Import from OpenAPI$/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^Document from a file$/)
    const text = documentOf({ [name]: webhook(PLAIN), 'no.example': webhook(PLAIN, null), endless: webhook({ $ref: '#/components/schemas/Endless' }), [`a.${HOSTILE}`]: webhook(PLAIN) })
    await dialog().getByLabel('Document from a file').setInputFiles(asFile('openapi.json', text))
    await tabTo(page, /^Prefix/)
    await page.keyboard.type('imported.')
    await page.keyboard.press('Enter')

    await dialog().getByText('This would be done: 1 added, 3 refused.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Nothing is stored yet')
    await row(shipped).getByText('Added').waitFor()
    await row('no.example').getByText("'examples' is '0 examples', but must be").waitFor()
    await row('endless').getByText('Refused').waitFor()
    await row(HOSTILE).getByText("'name' is").waitFor()
    expect((await call<{ name: string }[]>(page, 'GET', '/api/event-types')).map((type) => type.name)).not.toContain(shipped)
    await seen(page, 'import-report')

    await tabTo(page, /^Import 1 event type$/)
    await page.keyboard.press('Enter')
    await dialog().getByText('Done: 1 added, 3 refused.').waitFor()
    await tabTo(page, /^Done$/)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: new RegExp(shipped) }).waitFor()
    expect(await page.title()).not.toBe('owned')
    expect(browser.complaints.all).toEqual([])
  })

  it('says what another import changes, and what it does not', async () => {
    await open(documentOf({ [name]: webhook(PLAIN) }))
    await dialog().getByText('This would be done: 1 unchanged.').waitFor()
    expect(await dialog().getByRole('button', { name: 'Import 0 event types' }).isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Back' }).click()
    await dialog()
      .getByLabel('Document', { exact: true })
      .fill(documentOf({ [name]: webhook({ ...PLAIN, properties: { ...PLAIN.properties, coupon: { type: 'string' } } }) }))
    await dialog().getByRole('button', { name: 'Check' }).click()
    await row(shipped).getByText('It becomes version 2').waitFor()
    await dialog().getByRole('button', { name: 'Import 1 event type' }).click()
    await dialog().getByText('Done: 1 changed.').waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: new RegExp(shipped) }).click()
    await page.getByText('Version 2', { exact: true }).waitFor()
    expect(await page.title()).not.toBe('owned')
    expect(browser.complaints.all).toEqual([])
  })
})
