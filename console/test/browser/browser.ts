import axeCore from 'axe-core'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** A variable that must be set when these tests start. */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: these tests are started by ConsoleJourneysTest`)
  return value
}

export const SERVER = process.env.CARILLON_URL ?? ''

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What the browser complained of, or asked another server for: always too much. */
export class Complaints {
  readonly all: string[] = []
  private readonly allowed: RegExp[] = []

  /** Lets a complaint pass that a test provokes, such as the browser's own line about a 400. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern)
  }

  add(text: string): void {
    if (!this.allowed.some((pattern) => pattern.test(text))) this.all.push(text)
  }
}

export interface Visit {
  context: BrowserContext
  page: Page
  complaints: Complaints
  close(): Promise<void>
}

/** A browser with an empty profile. */
export async function visit(size = { width: 1280, height: 860 }): Promise<Visit> {
  const profile = mkdtempSync(join(tmpdir(), 'carillon-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CARILLON_CHROMIUM ?? '/usr/bin/chromium',
    args: ARGUMENTS,
    viewport: size,
    acceptDownloads: true,
    // a click waits until what it goes to has stopped moving
    reducedMotion: 'reduce',
  })
  // every step, on every page: a machine that has other things to do may stand still for seconds
  context.setDefaultTimeout(90_000)
  const complaints = new Complaints()
  context.on('page', watch)
  for (const page of context.pages()) watch(page)

  function watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.add(`${message.type()}: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => complaints.add(`exception: ${error.stack ?? error.message}`))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(SERVER) && !url.startsWith('blob:')) complaints.add(`asked another server: ${url}`)
    })
  }

  const page = context.pages()[0] ?? (await context.newPage())
  return {
    context,
    page,
    complaints,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The ways in which people see a page; the first is looked at in every respect, the others for their colours. */
const LOOKS: { name: string; media: NonNullable<Parameters<Page['emulateMedia']>[0]>; theme?: string }[] = [
  { name: 'light', media: { colorScheme: 'light' } },
  { name: 'dark', media: { colorScheme: 'dark' } },
  { name: 'high contrast', media: { colorScheme: 'light' }, theme: 'contrast' },
  { name: 'more contrast', media: { colorScheme: 'light', contrast: 'more' } },
  { name: 'more contrast, dark', media: { colorScheme: 'dark', contrast: 'more' } },
]

/** What axe finds wrong with a page as it looks now, or with a part of it, by all rules or these: rule and element, a line each. */
export async function axeAll(page: Page, rules: string[] = [], within?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source)
  return violations(page, rules.length ? { type: 'rule', values: rules } : { type: 'tag', values: WCAG }, within)
}

async function violations(page: Page, runOnly: axeCore.RunOnly, within = 'html'): Promise<string[]> {
  // what was found before is dim until there is what is wanted now
  await page.locator('.found[aria-busy="true"]').waitFor({ state: 'detached' })
  return page.evaluate(async ([runOnly, within]) => {
    const { axe } = window as unknown as { axe: typeof axeCore }
    const { violations } = await axe.run(within, { runOnly, resultTypes: ['violations'], elementRef: false })
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join('; ')}`))
  }, [runOnly, within] as const)
}

/** What axe finds wrong with a page as it is now, in each look: rule and element, a line each. */
export async function axe(page: Page): Promise<string[]> {
  const found: string[] = []
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source)
  for (const [index, { name, media, theme = null }] of LOOKS.entries()) {
    await page.emulateMedia({ colorScheme: null, contrast: null, ...media })
    const before = await themed(page, theme)
    const wrong = await violations(page, index === 0 ? { type: 'tag', values: WCAG } : { type: 'rule', values: ['color-contrast'] })
    found.push(...wrong.map((line) => `${name}: ${line}`))
    if (theme) await themed(page, before)
  }
  await page.emulateMedia({ colorScheme: null, contrast: null })
  return found
}

/** Sets what a user chose in the menu, and returns what was chosen before; null leaves it. */
function themed(page: Page, theme: string | null): Promise<string> {
  return page.evaluate((theme) => {
    const { dataset } = document.documentElement
    const before = dataset.theme ?? ''
    if (theme === '') delete dataset.theme
    else if (theme !== null) dataset.theme = theme
    return before
  }, theme)
}

export const ADMIN = { username: 'ada', password: 'correct horse battery' }

export const logIn = (page: Page, path = '/') => logInAs(page, ADMIN, path)

export async function logInAs(page: Page, { username, password }: { username: string; password: string }, path = '/'): Promise<void> {
  await page.goto(SERVER + path)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: /^Menu of/ }).waitFor()
}

/** What the user chose on the pages before is forgotten, as in another browser. */
export const forgetChoices = (page: Page) =>
  page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key !== 'carillon.csrf') localStorage.removeItem(key)
  })

/** Whether something is wider than the window. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // a table that no longer fits is made one that scrolls in the next frame, and painted in the one after it
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return Array.from(document.querySelectorAll('body *'))
      .filter((each) => each.getBoundingClientRect().right > width + 0.5)
      .map((each) => `${each.tagName}.${each.className} ${each.textContent?.trim().slice(0, 40)}`)
  })
}

/** Tables that have to be moved sideways to be read: none on a telephone. */
export async function cutTables(page: Page, width: number): Promise<string[]> {
  if (width > 360) return []
  return page.locator('.table-box').evaluateAll((boxes) =>
    boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => `${box.querySelector('table')?.getAttribute('aria-label')}: ${box.scrollWidth} px`),
  )
}

/** Keeps a picture of the page, where CARILLON_SCREENSHOTS names a folder for them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.CARILLON_SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** Presses keys that belong together without waiting in between: a machine that stands still would part them. */
export async function chord(page: Page, ...keys: string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)))
}

/** A page that was gone to takes the focus in the next frame. */
export const focusTaken = (page: Page) => page.evaluate(() => new Promise(requestAnimationFrame))

const TABS_MAX = 120

/** Presses Tab until the focus is on what has this name. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  await focusTaken(page)
  for (let i = 0; i < TABS_MAX; i++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      const label = element && 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])].map((one) => one.textContent).join(' ') : ''
      return (element?.getAttribute('aria-label') || label || element?.textContent || '').replaceAll(/\s+/g, ' ').trim()
    })
    if (name.test(focused)) return
  }
  throw new Error(`The Tab key does not lead to ${name}`)
}
