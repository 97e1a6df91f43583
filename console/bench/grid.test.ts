import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { picture } from '../screenshots/data'
import { ADMIN, logIn, required, SERVER, visit, type Visit } from '../test/browser/browser'

/** A folder of many pictures: how soon its first grid is there, and how many frames a second it scrolls at. */
const ASSETS = Number(process.env.CARILLON_ASSETS ?? 10_000)
/** How many small files there are besides, in other folders. */
const OTHERS = Number(process.env.CARILLON_OTHERS ?? 0)
const OTHERS_IN_A_FOLDER = 1_000
const UPLOADS_AT_ONCE = 8
const SMALL_AT_ONCE = 32
const COLOURS = 50
const VISITS = 5
const SECONDS = 10
/** As fast as a wheel that is spun: a screen of 900 pixels in a fifth of a second. */
const PIXELS_PER_SECOND = 4_500
/** A frame and a half of a screen with 60 frames a second. */
const LATE_MS = 25
const TRACE = join(import.meta.dirname, '../target/grid-trace.json')
const CATEGORIES = ['benchmark', 'cc', 'devtools.timeline', 'blink.user_timing']

let browser: Visit
let page: Page
let token = ''

async function form(path: string, body: URLSearchParams | FormData): Promise<{ authToken?: string; totalHits?: number }> {
  const response = await fetch(SERVER + path, { method: 'POST', headers: token ? { Authorization: `Bearer ${token}` } : {}, body })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as { authToken?: string; totalHits?: number }
}

async function upload(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
  const body = new FormData()
  body.append('folderPath', folder)
  body.append('Filedata', new File([bytes], name, { type }), name)
  await form('/services/create', body)
}

/** Does it for each number below the count, with so many at once. */
async function each(count: number, atOnce: number, act: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  const some = async () => {
    for (let n = next++; n < count; n = next++) await act(n)
  }
  await Promise.all(Array.from({ length: atOnce }, some))
}

async function fill(): Promise<void> {
  const setup = new URL(required('CARILLON_SETUP_LINK')).searchParams.get('token') ?? ''
  await form('/services/setup', new URLSearchParams({ token: setup, ...ADMIN }))
  token = (await form('/services/apilogin', new URLSearchParams(ADMIN))).authToken ?? ''
  const pictures = Array.from({ length: COLOURS }, (_, n) => Uint8Array.from(picture([(n * 37) % 200, (n * 91) % 200, (n * 53) % 200], 240, 160)))
  await each(OTHERS, SMALL_AT_ONCE, (n) => upload(`/Others/${Math.floor(n / OTHERS_IN_A_FOLDER)}`, `Note ${n}.dat`, new Uint8Array([n, n >> 8, n >> 16]), 'application/octet-stream'))
  await each(ASSETS, UPLOADS_AT_ONCE, (n) => upload('/Grid', `Picture ${String(n).padStart(5, '0')}.png`, pictures[n % COLOURS]!, 'image/png'))
  while (((await form('/services/search', new URLSearchParams({ q: 'ancestorPaths:"/Grid" AND previewState:no', num: '0' }))).totalHits ?? 0) > 0) await new Promise((later) => setTimeout(later, 1_000))
}

beforeAll(async () => {
  await fill()
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** From the navigation to the tiles, and to the pictures on the first screen. */
async function firstGrid(session: CDPSession): Promise<{ tiles: number; pictures: number }> {
  await session.send('Network.clearBrowserCache')
  await page.goto(`${SERVER}/?folder=%2FGrid`, { waitUntil: 'commit' })
  return page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
    while (!document.querySelector('ul.grid a[data-asset]')) await frame()
    const tiles = performance.now()
    const seen = () => [...document.querySelectorAll<HTMLImageElement>('ul.grid img')].filter((image) => image.getBoundingClientRect().top < innerHeight)
    while (!seen().length || !seen().every((image) => image.complete && image.naturalWidth > 0)) await frame()
    return { tiles, pictures: performance.now() }
  })
}

/** Scrolls for some seconds; the times between frames, in milliseconds. */
const scroll = (seconds: number, pixelsPerSecond: number) =>
  page.evaluate(
    async ([seconds, pixelsPerSecond]) => {
      const between: number[] = []
      const frame = () => new Promise<number>((drawn) => requestAnimationFrame(drawn))
      const began = await frame()
      for (let before = began; before - began < seconds * 1000; ) {
        const now = await frame()
        scrollTo(0, ((now - began) / 1000) * pixelsPerSecond)
        between.push(now - before)
        before = now
      }
      return between
    },
    [seconds, pixelsPerSecond] as const,
  )

interface Frame {
  state?: string
}

interface TraceEvent {
  name: string
  /** Chromium's name for it, and that of older ones. */
  args?: { frame_reporter?: Frame; chrome_frame_reporter?: Frame }
}

/** What the compositor says about its frames while something is done. */
async function traced<T>(session: CDPSession, act: () => Promise<T>): Promise<{ result: T; events: TraceEvent[] }> {
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } })
  const result = await act()
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  return { result, events }
}

const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!
const print = (what: string, figure: string) => process.stdout.write(`${what.padEnd(44)}${figure}\n`)

it('measures the grid', async () => {
  const session = await browser.context.newCDPSession(page)
  const visits: { tiles: number; pictures: number }[] = []
  for (let n = 0; n < VISITS; n++) visits.push(await firstGrid(session))
  const { result: between, events } = await traced(session, () => scroll(SECONDS, PIXELS_PER_SECOND))
  writeFileSync(TRACE, JSON.stringify({ traceEvents: events }))
  const frames = events.filter((event) => event.name === 'PipelineReporter').map((event) => (event.args?.frame_reporter ?? event.args?.chrome_frame_reporter)?.state ?? '')
  const dropped = frames.filter((state) => state === 'STATE_DROPPED').length
  const shown = frames.filter((state) => state.startsWith('STATE_PRESENTED')).length
  const whole = between.reduce((sum, ms) => sum + ms, 0)

  print('assets in the folder, in others', `${ASSETS.toLocaleString('en')}, ${OTHERS.toLocaleString('en')}`)
  print('first grid, empty cache', `${Math.round(median(visits.map(({ tiles }) => tiles)))} ms (aim: 500)`)
  print('its pictures', `${Math.round(median(visits.map(({ pictures }) => pictures)))} ms`)
  print(`scrolled for ${SECONDS} s at`, `${PIXELS_PER_SECOND.toLocaleString('en')} px/s`)
  print('frames a second', `${(between.length / (whole / 1000)).toFixed(1)} (aim: 60)`)
  print(`frames later than ${LATE_MS} ms`, `${((between.filter((ms) => ms > LATE_MS).length / between.length) * 100).toFixed(1)} %`)
  print('longest frame', `${Math.max(...between).toFixed(0)} ms`)
  print('in the trace: frames shown, dropped', `${shown}, ${dropped}`)
  print('trace, for the browser’s own tools', 'console/target/grid-trace.json')
  expect(between.length).toBeGreaterThan(0)
  expect(browser.complaints.all).toEqual([])
})
