import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, cutTables, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { HOSTILE } from './made'

const TYPE = `acme.${'a_very_long_word_'.repeat(4)}.order_placed`
const WIDTHS = [1440, 360]

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

  async function fits(name: string) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await picture(page, `${name}-${width}`)
      expect(await overflows(page)).toEqual([])
      expect(await cutTables(page, width)).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 860 })
  }

  async function seen(name: string) {
    await fits(name)
    expect(await axe(page)).toEqual([])
  }

  it('reads at the field what is wrong with a new one, and registers it', async () => {
    browser.complaints.allow(/400 .*\/api\/event-types/)
    await page.getByRole('button', { name: 'New event type' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill(TYPE)
    await dialog.getByLabel('Title').fill(HOSTILE)
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "properties": {"orderId": {"type": "strin"}}}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('schema/properties/orderId/type').waitFor()
    await seen('new-event-type')
    await dialog.getByLabel('Schema of the data').fill('{"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "string", "description": "Its id."}}}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: HOSTILE }).waitFor()
    await page.getByText('data.orderId').waitFor()
    await seen('own-event-type')
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
    await fits('webhook-versions')
    expect(await page.getByRole('combobox', { name: TYPE }).inputValue()).toBe('1')
  })
})
