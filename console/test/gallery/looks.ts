import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { axeAll, required, SERVER } from '../browser/browser'
import { controlsOf, OPEN, outOfBox, outOfReach } from './boxes'
import * as truths from './truths'

const WIDTHS = [1440, 768, 360]
const NARROWEST = 360
const HIGH = 900
/** A window of 1,440 pixels at 200 %. */
const ZOOMED = { width: 720, height: 450 }
/** A telephone whose keyboard is shown. */
const LOW = 420
const TALL = 1_600
/** Above and below a dialog. */
const AROUND = 34
const FOLDER = required('CARILLON_GALLERY')
mkdirSync(FOLDER, { recursive: true })

export interface Case {
  name: string
  path: string
  /** What stands there once the page is read. */
  ready: string | RegExp
  /** Opens what a click opens. */
  open?: (page: Page) => Promise<void>
  /** Opens what only a narrow window hides. */
  narrow?: (page: Page) => Promise<void>
  /** Compares what it says with the API's response. */
  true?: (page: Page) => Promise<void>
}

export const click = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).first().click()

/** How much higher the window must be until all of the open dialog shows. */
const hidden = (on: Page) => on.locator(OPEN).last().evaluate((dialog) => Math.max(...[dialog, ...dialog.children].map((part) => part.scrollHeight - part.clientHeight)))

/** A picture of the page, or of the dialog that is open in it. */
async function kept(on: Page, name: string, width: number, dialog: boolean): Promise<void> {
  const path = `${FOLDER}/${name}.jpg`
  if (dialog) {
    const more = await hidden(on)
    if (more > 0) await on.setViewportSize({ width, height: Math.min(HIGH + more + AROUND, TALL) })
    await on.screenshot({ path, type: 'jpeg', quality: 70 })
    if (more > 0) await on.setViewportSize({ width, height: HIGH })
    return
  }
  const height = await on.evaluate(() => document.documentElement.scrollHeight)
  await on.screenshot({ path, type: 'jpeg', quality: 70, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, TALL) } })
}

/**
 * Three widths in light, two in dark, and one at 200 %: everything in its box, and a picture; axe at
 * both ends. If a dialog is open, it is what is looked at, at the two ends, and all of it can be
 * reached in a low window.
 */
export async function looked(on: Page, { name, path, ready, open, narrow, true: holds }: Case): Promise<string[]> {
  const wrong: string[] = []
  await on.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await on.setViewportSize({ width: WIDTHS[0]!, height: HIGH })
  await on.goto(SERVER + path)
  await on.getByText(ready).first().waitFor({ state: 'attached' })
  await open?.(on)
  await holds?.(on)
  await truths.noSlips(on)
  const dialog = (await on.locator(OPEN).count()) > 0
  const controls = await controlsOf(on)
  // a dialog has one width above 760 pixels
  for (const width of dialog ? [WIDTHS[0]!, NARROWEST] : WIDTHS) {
    await on.setViewportSize({ width, height: HIGH })
    if (width === WIDTHS[1]) await narrow?.(on)
    // charts follow a frame later
    await on.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    wrong.push(...(await outOfBox(on)).map((line) => `${width} px: ${line}`))
    await kept(on, `${name}-${width}-light`, width, dialog)
  }
  if (!dialog) {
    await on.setViewportSize(ZOOMED)
    wrong.push(...(await outOfBox(on)).map((line) => `${ZOOMED.width} px: ${line}`))
  } else {
    await on.setViewportSize({ width: NARROWEST, height: LOW })
    const left = await controlsOf(on)
    wrong.push(...controls.filter((name) => !left.includes(name)).map((name) => `${NARROWEST} px: “${name}” is not shown`))
    wrong.push(...(await outOfReach(on)).map((line) => `${NARROWEST} × ${LOW} px: ${line}`))
  }
  await on.setViewportSize({ width: NARROWEST, height: HIGH })
  const within = dialog ? OPEN : undefined
  wrong.push(...(await axeAll(on, [], within)).map((line) => `360 px: ${line}`))
  await on.emulateMedia({ colorScheme: 'dark' })
  await kept(on, `${name}-${NARROWEST}-dark`, NARROWEST, dialog)
  if (!dialog) await on.setViewportSize({ width: WIDTHS[0]!, height: HIGH })
  wrong.push(...(await axeAll(on, ['color-contrast'], within)).map((line) => `dark: ${line}`))
  if (!dialog) await kept(on, `${name}-${WIDTHS[0]}-dark`, WIDTHS[0]!, dialog)
  return wrong
}
