import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, service, upload } from '../../screenshots/data'
import { axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { fake } from './fakes'
import { heard } from './heard'

const LONG = 'Ein Bild mit dem längsten Namen, den die Bildredaktion für den Frühjahrskatalog vergeben hat'

let browser: Visit
let page: Page
const ids: Record<string, string> = {}

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
  for (const [index, name] of ['Žďár', LONG, 'Ωδή', 'Łódź'].entries()) ids[name] = (await upload(page, '/Looks', `${name}.png`, 'image/png', drawn([70 + index * 40, 120, 150], 120, 80))).id
  for (const [type, one, other] of [['references', 'Žďár', LONG], ['variation', 'Łódź', 'Žďár'], ['related', 'Žďár', 'Ωδή']] as const) {
    await service(page, '/services/createRelation', { relationType: type, target1Id: ids[one]!, target2Id: ids[other]! })
  }
})
afterAll(() => browser.close())

const inFolder = '/?folder=%2FLooks'
const asset = (tab = '') => `${inFolder}&asset=${ids['Žďár']}${tab && `&ptab=${tab}`}`
const text = (words: string | RegExp) => () => page.getByText(words).first().waitFor()
const panel = () => page.getByRole('complementary', { name: 'Asset' })

interface Case {
  name: string
  path: () => string
  ready: () => Promise<unknown>
  open?: () => Promise<unknown>
}

const opened = (button: string) => async () => {
  await page.getByRole('button', { name: button, exact: true }).first().click()
  await page.getByRole('dialog').waitFor()
}

const ASSETS: Case[] = [
  { name: 'folders', path: () => '/', ready: () => page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Looks' }).waitFor() },
  { name: 'grid', path: () => inFolder, ready: text('Łódź.png') },
  { name: 'list', path: () => `${inFolder}&view=list`, ready: text('Łódź.png') },
  { name: 'selection', path: () => `${inFolder}&sel=${ids['Žďár']}`, ready: () => page.getByRole('button', { name: 'Edit metadata' }).waitFor() },
  { name: 'metadata', path: () => asset(), ready: () => panel().getByLabel('Headline').waitFor() },
  { name: 'versions', path: () => asset('versions'), ready: () => panel().getByText(/version/i).first().waitFor() },
  { name: 'history', path: () => asset('history'), ready: () => panel().getByText('ada').first().waitFor() },
  { name: 'relations', path: () => asset('relations'), ready: () => panel().getByText('has the variation').or(panel().getByText('is a variation of')).first().waitFor() },
  { name: 'events', path: () => asset('events'), ready: text('Events of this asset') },
  { name: 'viewer', path: () => `${inFolder}&show=${ids['Žďár']}`, ready: () => page.getByRole('dialog').waitFor() },
  { name: 'view-options', path: () => inFolder, ready: text('Łódź.png'), open: opened('View options') },
  { name: 'search-by-fields', path: () => `${inFolder}&q=png`, ready: text('Łódź.png'), open: opened('Search by fields') },
  { name: 'share', path: () => asset(), ready: () => panel().getByLabel('Headline').waitFor(), open: opened('Share') },
  { name: 'new-folder', path: () => inFolder, ready: text('Łódź.png'), open: opened('New folder') },
  { name: 'palette', path: () => inFolder, ready: text('Łódź.png'), open: async () => { await page.keyboard.press('Control+k'); await page.getByRole('dialog', { name: 'Go to' }).waitFor() } },
]

describe('each page of the assets client', () => {
  it.each(ASSETS)('$name makes sense to those who hear it, and fits where it is twice as large', async ({ name, path, ready, open }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(SERVER + path())
    await ready()
    await open?.()
    expect(await heard(page)).toEqual([])
    // a window of 1,440 pixels at 200 %
    await page.setViewportSize({ width: 720, height: 450 })
    expect(await overflows(page)).toEqual([])
    expect(browser.complaints.all).toEqual([])
    await picture(page, `look-${name}-720`)
  })
})

/** The pages on which something is drawn or said by a colour. */
const FORCED: Case[] = [
  { name: 'attention', path: () => '/console/attention', ready: () => page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'webhooks', path: () => '/console/webhooks', ready: text('Print shop') },
  { name: 'deliveries', path: () => '/console/deliveries', ready: text('Response timed out') },
  { name: 'nodes', path: () => '/console/nodes', ready: text('Taken over') },
  { name: 'health', path: () => '/console/health', ready: text('Something needs attention') },
  { name: 'properties', path: () => '/console/properties', ready: text('webHooksTimeoutSeconds') },
  { name: 'relations', path: () => asset('relations'), ready: () => panel().getByText('related').first().waitFor() },
]

/** Shapes that cannot be told from what is behind them: drawn in its colour, or not at all. */
function lost(): Promise<string[]> {
  return page.evaluate(() => {
    const NONE = ['none', 'rgba(0, 0, 0, 0)', 'transparent']
    const behind = (element: Element | null): string => {
      const colour = element ? getComputedStyle(element).backgroundColor : ''
      return element && NONE.includes(colour) ? behind(element.parentElement) : colour
    }
    const isLost = (colour: string, element: Element) => NONE.includes(colour) || colour === behind(element.parentElement)
    const found: string[] = []
    for (const drawing of document.querySelectorAll('svg')) {
      const shapes = [...drawing.querySelectorAll('path, line, rect, circle')].filter((shape) => shape.getBoundingClientRect().width + shape.getBoundingClientRect().height > 0)
      const { color } = getComputedStyle(drawing)
      const lostShape = (shape: Element) => isLost(getComputedStyle(shape).fill, drawing) && isLost(getComputedStyle(shape).stroke, drawing)
      if (shapes.length && shapes.every(lostShape)) found.push(`a drawing of ${color} in ${drawing.parentElement?.outerHTML.slice(0, 120)}`)
    }
    for (const shape of document.querySelectorAll<HTMLElement>('.dot, .point, .avatar, .button.primary:not(:disabled)')) {
      const { backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(shape)
      if (isLost(backgroundColor, shape) && (borderTopWidth === '0px' || isLost(borderTopColor, shape))) found.push(`${shape.tagName}.${shape.className}`)
    }
    return [...new Set(found)]
  })
}

describe('in the colours that the user chose for everything', () => {
  it.each(FORCED)('every shape of $name is seen, and so is the focus', async ({ name, path, ready }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    const letGo = await fake(page)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ forcedColors: 'active', colorScheme })
      await page.goto(SERVER + path())
      await ready()
      expect(await lost()).toEqual([])
      expect(await axeAll(page, ['color-contrast'])).toEqual([])
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid')
      await picture(page, `forced-${colorScheme}-${name}`)
    }
    await page.emulateMedia({ forcedColors: 'none', colorScheme: null })
    await letGo()
    expect(browser.complaints.all).toEqual([])
  })
})

describe('what is not there yet', () => {
  it.each([
    { path: '/console/deliveries', held: '**/api/deliveries?**', name: 'Loading the deliveries', shape: 'rows' },
    { path: '/console/health', held: '**/api/health', name: 'Loading the system’s health', shape: 'cards' },
    { path: inFolder, held: '**/services/search?**', name: 'Loading the assets', shape: 'tiles' },
  ])('$name has the shape of what comes', async ({ path, held, name, shape }) => {
    let go: () => void = () => undefined
    const wait = new Promise<void>((resolve) => (go = resolve))
    await page.route(held, async (route) => {
      await wait
      await route.continue()
    })
    await page.goto(SERVER + path)
    const skeleton = page.getByRole('status', { name })
    await skeleton.waitFor()
    expect(await skeleton.getAttribute('data-shape')).toBe(shape)
    await picture(page, `skeleton-${shape}`)
    go()
    await skeleton.waitFor({ state: 'detached' })
    await page.unroute(held)
    expect(browser.complaints.all).toEqual([])
  })
})

describe('what moves', () => {
  it('does not where less motion is wanted', async () => {
    const moving = () => page.evaluate(() => document.getAnimations().length)
    await page.route('**/api/deliveries?**', () => undefined)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await page.goto(`${SERVER}/console/deliveries`)
    await page.getByRole('status', { name: 'Loading the deliveries' }).waitFor()
    await expect.poll(moving).toBeGreaterThan(0)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect.poll(moving).toBe(0)
    await page.unroute('**/api/deliveries?**')
  })
})

describe('the typeface', () => {
  const loaded = () => page.evaluate(async () => {
    await document.fonts.ready
    return [...document.fonts].filter((font) => font.family === 'Inter' && font.status === 'loaded').length
  })

  it('comes with the page, and for Greek and Cyrillic names too', async () => {
    await page.goto(`${SERVER}/console/profile`)
    await page.getByText('Where you are logged in').waitFor()
    expect(await loaded()).toBeGreaterThan(0)
    await page.goto(SERVER + inFolder)
    await page.getByText('Ωδή.png').first().waitFor()
    await expect.poll(loaded).toBe(2)
  })

  it('moves nothing when it comes late', async () => {
    const session = await browser.context.newCDPSession(page)
    await session.send('Network.clearBrowserCache')
    let go: () => void = () => undefined
    const late = new Promise<void>((resolve) => (go = resolve))
    await page.route('**/*.woff2', async (route) => {
      await late
      await route.continue()
    })
    await page.goto(`${SERVER}/console/properties`, { waitUntil: 'commit' })
    await page.getByText('webHooksTimeoutSeconds').first().waitFor()
    await page.evaluate(() => {
      const measured = window as unknown as { moved: number }
      measured.moved = 0
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) measured.moved += (shift as unknown as { value: number }).value
      }).observe({ type: 'layout-shift' })
    })
    go()
    await expect.poll(loaded).toBeGreaterThan(0)
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    // a shift below 0.1 counts as good; ours is some lines that end elsewhere
    expect(await page.evaluate(() => (window as unknown as { moved: number }).moved)).toBeLessThan(0.05)
    await page.unroute('**/*.woff2')
    await session.detach()
    expect(browser.complaints.all).toEqual([])
  })
})
