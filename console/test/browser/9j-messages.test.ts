import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { outOfReach } from '../gallery/boxes'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { clear, heard, listen, timesAnnounced } from './heard'
import { handsOf, WAYS } from './keyboard'

const DONE = 'Checked out: other users cannot change it now'
const UNDONE = 'Check-out undone'
/** Who hears a message is not faster than this. */
const HEARD_MS = 600

/** What a message says that comes while a dialog is open: it stands in the dialog, covers nothing there, and is announced once. */
describe.each(WAYS)('a message, by %s,', (way) => {
  let browser: Visit
  let page: Page
  let hands: Hands
  let asset = ''
  const folder = `/Messages by ${way}`
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  const dialog = () => page.getByRole('dialog')
  const messages = (place: string) => page.locator(place).getByRole('region', { name: 'Messages' })
  const within = (place: string, text: string) => messages(place).getByText(text, { exact: true })
  const outside = (text: string) => page.locator('[aria-label=Messages]:not(dialog *)').getByText(text, { exact: true })

  beforeAll(async () => {
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    hands = handsOf(way, page)
    await logIn(page)
    asset = (await upload(page, folder, 'poster.txt', 'text/plain', Buffer.from(`A poster, ${way}`))).id
  })
  afterAll(() => browser.close())

  /** The response to what this button asks for comes when the returned function is called. */
  async function held(button: string): Promise<() => Promise<void>> {
    let asked: (route: Route) => void
    const asking = new Promise<Route>((resolve) => (asked = resolve))
    const path = '**/services/*heckout/**'
    await page.route(path, (route) => asked(route))
    await hands.press(panel().getByRole('button', { name: button, exact: true }))
    const route = await asking
    return async () => {
      await route.continue()
      await page.unroute(path)
    }
  }

  async function open() {
    await page.goto(`${SERVER}/?folder=${encodeURIComponent(folder)}&asset=${asset}`)
    await panel().getByLabel('Headline').waitFor()
    await listen(page)
  }

  /** It comes in what is open, and waits as long as the user is at it. */
  async function comes(text: string, place: string) {
    await within(place, text).waitFor()
    if (way === 'pointer') await within(place, text).hover()
    else await hands.key('F8')
  }

  /** It is announced in what is open, and not again when that closes. */
  async function isAnnouncedOnce(text: string) {
    await expect.poll(() => timesAnnounced(page, text)).toBe(1)
    await page.waitForTimeout(HEARD_MS)
    await hands.key('Escape')
    await outside(text).waitFor()
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await timesAnnounced(page, text)).toBe(1)
    await page.mouse.move(0, 0)
    await outside(text).waitFor({ state: 'detached' })
  }

  it('stands in the dialog that is open, and beside it when that closes', async () => {
    await open()
    const respond = await held('Check out')
    await hands.press(panel().getByRole('button', { name: 'Share', exact: true }))
    await dialog().getByLabel('Subject').waitFor()
    await respond()
    await comes(DONE, 'dialog[open]')
    expect(await heard(page, DONE)).toEqual([])
    await hands.look(() => clear(page, axe))
    await isAnnouncedOnce(DONE)
  })

  it('covers nothing that can be pressed in a dialog, in a narrow window too', async () => {
    await open()
    const respond = await held('Undo check-out')
    await hands.press(panel().getByRole('button', { name: 'Share', exact: true }))
    const create = dialog().getByRole('button', { name: 'Create the link' })
    await create.waitFor()
    await page.setViewportSize({ width: 360, height: 480 })
    await create.evaluate((button) => button.scrollIntoView({ block: 'end' }))
    expect(await create.evaluate(inFront)).toBe(true)
    await respond()
    await comes(UNDONE, 'dialog[open]')
    // what was in sight is, with no scrolling
    await expect.poll(() => create.evaluate(inFront)).toBe(true)
    expect(await outOfReach(page)).toEqual([])
    expect(await overflows(page)).toEqual([])
    await picture(page, `message-in-dialog-360-${way}`)
    await hands.key('Escape')
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('stands in the viewer, which fills the window, and covers nothing there', async () => {
    await open()
    const respond = await held('Check out')
    await hands.press(panel().getByRole('button', { name: 'Open the viewer' }))
    await dialog().getByText('1 of 1').waitFor()
    await page.setViewportSize({ width: 360, height: 640 })
    await respond()
    await comes(DONE, 'dialog[open] .all')
    expect(await heard(page, DONE)).toEqual([])
    expect(await outOfReach(page)).toEqual([])
    await picture(page, `message-in-viewer-360-${way}`)
    await isAnnouncedOnce(DONE)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('stands in the list of pages that Ctrl and K open, and is dismissed there', async () => {
    await open()
    const respond = await held('Undo check-out')
    await hands.key('Control+k')
    await dialog().getByRole('combobox').waitFor()
    await respond()
    await comes(UNDONE, 'dialog[open]')
    expect(await heard(page, UNDONE)).toEqual([])
    await hands.press(messages('dialog[open]').getByRole('button', { name: 'Dismiss' }))
    await within('dialog[open]', UNDONE).waitFor({ state: 'detached' })
    await hands.key('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await timesAnnounced(page, UNDONE)).toBe(1)
  })

  it('is said of a link that was made and copied, by the button that has the focus then', async () => {
    await open()
    await hands.press(panel().getByRole('button', { name: 'Share', exact: true }))
    await hands.press(dialog().getByRole('button', { name: 'Create the link' }))
    await expect.poll(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Copy the link')
    await hands.goTo(dialog().getByRole('button', { name: 'Copy the link' }))
    await hands.key('Enter')
    await expect.poll(() => timesAnnounced(page, 'Copied')).toBe(1)
    expect(await heard(page, 'Copied', 'Anyone with this link can see the asset')).toEqual([])
    await page.waitForTimeout(HEARD_MS)
    await hands.key('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await timesAnnounced(page, 'Copied')).toBe(1)
  })

  it('leaves the focus where it is seen, and made the browser complain of nothing', () => {
    expect(hands.faults).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

/** Whether the middle of it is neither covered nor out of sight. Runs in the page. */
function inFront(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  return above !== null && element.contains(above)
}
