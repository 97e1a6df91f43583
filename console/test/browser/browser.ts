import AxeBuilder from '@axe-core/playwright'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** A variable that whoever starts these tests must have set. */
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

/** A browser that nobody has used yet. */
export async function visit(size = { width: 1280, height: 860 }): Promise<Visit> {
  const profile = mkdtempSync(join(tmpdir(), 'carillon-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CARILLON_CHROMIUM ?? '/usr/bin/chromium',
    args: ARGUMENTS,
    viewport: size,
    acceptDownloads: true,
  })
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
  page.setDefaultTimeout(15_000)
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

/** What axe finds wrong with a page as it is now: rule and element, a line each. */
export async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join('; ')}`))
}

/** Looks at a page in light and in dark. */
export async function axeInBoth(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    found.push(...(await axe(page)).map((line) => `${colorScheme}: ${line}`))
  }
  await page.emulateMedia({ colorScheme: null })
  return found
}

export const ADMIN = { username: 'ada', password: 'correct horse battery' }

export async function logIn(page: Page, path = '/'): Promise<void> {
  await page.goto(SERVER + path)
  await page.getByLabel('User name').fill(ADMIN.username)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: /^Menu of/ }).waitFor()
}

/** Whether something is wider than the window. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return Array.from(document.querySelectorAll('body *'))
      .filter((each) => each.getBoundingClientRect().right > width + 0.5)
      .map((each) => `${each.tagName}.${each.className} ${each.textContent?.trim().slice(0, 40)}`)
  })
}

/** Keeps a picture of the page, where CARILLON_SCREENSHOTS names a folder for them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.CARILLON_SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
