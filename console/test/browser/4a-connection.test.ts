import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { heard } from './heard'
import { handsOf, WAYS } from './keyboard'
import { newFolder } from './made'

let browser: Visit
let page: Page
let hands: Hands

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** To those who hear the page, and to all who look at it; what it says now is announced. */
async function readable(...said: (string | RegExp)[]) {
  expect(await heard(page, ...said)).toEqual([])
  await hands.look(async () => expect(await axe(page)).toEqual([]))
}

describe.each(WAYS)('a lost connection, by %s,', (way) => {
  beforeAll(() => {
    hands = handsOf(way, page)
  })
  afterAll(() => expect(hands.faults).toEqual([]))
  /** A webhook that the journeys before have left. */
  const STEPS = `Steps by ${way}`
  /** A page that was not opened before. */
  const NEVER = way === 'pointer' ? 'Audit log' : 'Event types'

  it('is said, and the page comes back by itself', async () => {
    browser.complaints.allow(/ERR_INTERNET_DISCONNECTED/)
    await page.goto(`${SERVER}/console/users`)
    await page.getByRole('link', { name: 'ada' }).waitFor()
    await hands.press(page.getByRole('link', { name: 'Webhooks' }))
    await page.getByRole('link', { name: STEPS }).waitFor()
    await browser.context.setOffline(true)
    await hands.press(page.getByRole('link', { name: 'Users and groups' }))
    await page.getByText('The server cannot be reached.').first().waitFor()
    await page.getByText('Could not load the users.').waitFor()
    await readable('The server cannot be reached.', 'Could not load the users.')

    await browser.context.setOffline(false)
    await page.getByRole('link', { name: 'ada' }).waitFor()
    await page.getByText('The server cannot be reached.').first().waitFor({ state: 'detached' })
    await expect.poll(() => page.getByText('Could not load').count()).toBe(0)
    expect(browser.complaints.all).toEqual([])
  })

  it('is said also where a page was never loaded, which is then loaded by itself', async () => {
    browser.complaints.allow(/A page failed|dynamically imported|Failed to fetch|Couldn't load preload assets/)
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: STEPS }).waitFor()
    await browser.context.setOffline(true)
    await hands.press(page.getByRole('link', { name: NEVER }))
    await page.getByRole('heading', { name: 'The server does not respond' }).waitFor()
    await readable()
    await browser.context.setOffline(false)
    await page.getByRole('heading', { name: NEVER }).waitFor()
    expect(browser.complaints.all).toEqual([])
  })

  it('leaves a list that is live as it was, and it goes on', async () => {
    await page.goto(`${SERVER}/console/deliveries`)
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await page.locator('[data-delivery]').first().waitFor()
    const rows = await page.locator('[data-delivery]').count()
    await browser.context.setOffline(true)
    await hands.press(page.getByRole('button', { name: 'Refresh' }))
    await page.getByText('The server cannot be reached.').first().waitFor()
    expect(await page.locator('[data-delivery]').count()).toBe(rows)
    await browser.context.setOffline(false)
    await page.getByText('The server cannot be reached.').first().waitFor({ state: 'detached' })
    await newFolder(page, `After the loss by ${way}`)
    await page.locator('[data-delivery]').nth(rows).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})
