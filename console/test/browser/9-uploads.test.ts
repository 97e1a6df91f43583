import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as painted, upload } from '../../screenshots/data'
import { axe, chord, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'

const LONG = 'A name that is so long that it has to be cut wherever there is little room for it, and so on and so forth.txt'

let browser: Visit
let page: Page
let files: string
const panel = () => page.getByRole('region', { name: 'Uploads' })

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'carillon-files-'))
  browser = await visit()
  page = browser.page
  await logIn(page)
})
afterAll(async () => {
  await browser.close()
  rmSync(files, { recursive: true, force: true })
})

describe.each(WAYS)('uploads, by %s,', (way) => {
  let hands: Hands
  const FOLDER = `/Uploads by ${way}`
  /** No two files are the same in both ways: a duplicate would be named. */
  const unlike = (text: string) => `${text}, ${way}`
  const asked = () => panel().getByRole('group', { name: 'A name is taken' })
  const chooser = () => page.getByRole('button', { name: 'Upload', exact: true })
  const choose = (...named: { name: string; text: string }[]) =>
    hands.give(chooser(), named.map(({ name, text }) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text && unlike(text)) })))
  const list = () => page.goto(`${SERVER}/?folder=${FOLDER}&sort=name-asc`)

  beforeAll(async () => {
    hands = handsOf(way, page)
    for (const name of ['a.txt', 'b.txt', 'c.txt', LONG]) await upload(page, FOLDER, name, 'text/plain', Buffer.from('The first'))
  })

  it('asks what to do with names that are taken: a new version, both, or neither', async () => {
    await list()
    await choose({ name: 'a.txt', text: 'The second' })
    await announced(page, '1 question about uploads')
    await asked().getByText('a.txt').waitFor()
    await hands.look(() => clear(page, axe))
    await hands.press(asked().getByRole('button', { name: 'New version' }))
    await panel().getByText('1 file uploaded').waitFor()
    await choose({ name: 'b.txt', text: 'Another' })
    await asked().getByText('b.txt').waitFor()
    await hands.press(asked().getByRole('button', { name: 'Keep both' }))
    await page.getByRole('link', { name: /b-1\.txt|b \(1\)\.txt|b_1\.txt|b 2\.txt/ }).waitFor()
    await choose({ name: 'c.txt', text: 'Never mind' })
    await asked().getByText('c.txt').waitFor()
    await hands.press(asked().getByRole('button', { name: 'Skip' }))
    await announced(page, '2 files uploaded, 1 skipped')

    await hands.press(page.getByRole('link', { name: /(^|\s)a\.txt/ }))
    await page.getByRole('complementary', { name: 'Asset' }).getByText(/version 2/).waitFor()
  })

  it('asks once for many, and is read on a narrow screen', async () => {
    await list()
    await choose({ name: LONG, text: 'x' }, { name: 'b.txt', text: 'x' }, { name: 'c.txt', text: 'x' })
    await asked().getByText('2 more now').waitFor()
    await hands.look(async () => {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `conflict-${width}`)
      }
      await page.setViewportSize({ width: 1280, height: 860 })
    })
    await hands.tick(asked().getByRole('checkbox'))
    await hands.press(asked().getByRole('button', { name: 'Skip' }))
    await panel().getByText('0 files uploaded, 3 skipped').waitFor()
    await hands.press(panel().getByRole('button', { name: 'Close the list of uploads' }))
  })

  it('says where the same file is already', async () => {
    await upload(page, `${FOLDER}/Before`, 'poster.txt', 'text/plain', Buffer.from(unlike('The bill of the play')))
    await list()
    await choose({ name: 'poster again.txt', text: 'The bill of the play' }, { name: 'no poster.txt', text: 'Not a poster' }, { name: 'empty.txt', text: '' })
    await announced(page, '3 files uploaded, 1 duplicate')
    const row = panel().getByRole('listitem').filter({ hasText: 'The same file is already at' })
    expect(await row.allInnerTexts()).toEqual([expect.stringContaining('poster again.txt')])
    await hands.look(async () => {
      await clear(page, axe)
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `duplicate-${width}`)
      }
      await page.setViewportSize({ width: 1280, height: 860 })
    })
    await hands.press(row.getByRole('link', { name: `${FOLDER}/Before/poster.txt` }))
    await page.getByRole('complementary', { name: 'Asset' }).getByText('The same file is in 1 other asset:').waitFor()
  })

  it('uploads folders with what is in them', async () => {
    mkdirSync(join(files, 'Trip/Day 1/Morning'), { recursive: true })
    writeFileSync(join(files, 'Trip/map.txt'), 'A map')
    writeFileSync(join(files, 'Trip/.DS_Store'), 'not an asset')
    writeFileSync(join(files, 'Trip/Day 1/Morning/sea.png'), painted([40, 90, 160], 60, 40))
    await list()
    await hands.give(page.getByRole('button', { name: 'Upload a folder' }), join(files, 'Trip'))
    await panel().getByText('2 files uploaded').waitFor()
    await page.getByRole('main').getByRole('link', { name: /Trip/ }).waitFor()
    await page.goto(`${SERVER}/?folder=${FOLDER}/Trip/Day 1/Morning`)
    await page.getByRole('link', { name: /sea\.png/ }).waitFor()
  })

  it('cancels a large file, and leaves nothing of it', async () => {
    await list()
    await page.route('**/api/uploads/*', (route) => (route.request().method() === 'PATCH' ? new Promise(() => {}) : route.continue()))
    writeFileSync(join(files, 'other.bin'), Buffer.alloc(17 * 1024 * 1024, 7))
    await hands.give(chooser(), join(files, 'other.bin'))
    const unfinished = () => page.evaluate(async () => ((await (await fetch('/api/uploads')).json()) as { items: unknown[] }).items.length)
    await expect.poll(unfinished).toBe(1)
    await hands.press(panel().getByRole('button', { name: 'Cancel other.bin' }))
    await announced(page, '1 cancelled')
    await expect.poll(unfinished).toBe(0)
    await page.unroute('**/api/uploads/*')
  })

  it('sees where the focus is, all the way', () => {
    expect(hands.faults).toEqual([])
  })
})

describe('uploads', () => {
  const folder = '/Uploads'
  const chosen = (path: string) => page.getByLabel('Files to upload').setInputFiles(path)
  const list = () => page.goto(`${SERVER}/?folder=${folder}`)

  beforeAll(() => upload(page, folder, 'a.txt', 'text/plain', Buffer.from('The first')))

  it('reads folders that are dropped', async () => {
    await list()
    // who drops has seen the page
    await page.getByLabel('Files to upload').waitFor({ state: 'attached' })
    await page.evaluate(() => {
      const file = new File(['A leaf'], 'leaf.txt', { type: 'text/plain' })
      const entry = (name: string, children: unknown[]) => ({
        isFile: false,
        name,
        createReader: () => {
          let rest = [children]
          return { readEntries: (take: (all: unknown[]) => void) => take(rest.pop() ?? []) }
        },
      })
      const leaf = { isFile: true, name: 'leaf.txt', file: (take: (file: File) => void) => take(file) }
      const tree = entry('Tree', [entry('Branch', [leaf]), entry('Bare', [])])
      const event = new Event('drop', { bubbles: true, cancelable: true })
      Object.assign(event, { dataTransfer: { types: ['Files'], files: [], items: [{ kind: 'file', webkitGetAsEntry: () => tree }] } })
      window.dispatchEvent(event)
    })
    await panel().getByText('1 file uploaded').waitFor()
    await page.goto(`${SERVER}/?folder=${folder}/Tree`)
    await page.getByRole('main').getByRole('link', { name: /Bare/ }).waitFor()
    await page.goto(`${SERVER}/?folder=${folder}/Tree/Branch`)
    await page.getByRole('link', { name: /leaf\.txt/ }).waitFor()
  })

  it('continues a large file by itself when the connection is back', async () => {
    writeFileSync(join(files, 'lost.bin'), Buffer.alloc(20 * 1024 * 1024, 3))
    await list()
    let lost = true
    let failed = 0
    let arrived = 0
    await page.route('**/api/uploads/*', async (route) => {
      if (lost && (arrived > 0 || route.request().method() !== 'PATCH')) {
        failed++
        return route.abort('connectionreset')
      }
      if (route.request().method() === 'PATCH') arrived++
      return route.continue()
    })
    browser.complaints.allow(/ERR_CONNECTION_RESET|ERR_FAILED/)
    await chosen(join(files, 'lost.bin'))
    // the second part, and the question how much is there
    await expect.poll(() => failed).toBeGreaterThan(1)
    lost = false
    await panel().getByText('1 file uploaded').waitFor()
    expect(arrived, 'each of three parts once').toBe(3)
    await page.unroute('**/api/uploads/*')
    const { hits } = await call<{ hits: { metadata: { fileSize: { value: number } } }[] }>(page, 'GET', `/services/search?q=${encodeURIComponent(`folderPath:"${folder}" filename:lost.bin`)}`)
    expect(hits.map(({ metadata }) => metadata.fileSize.value)).toEqual([20 * 1024 * 1024])
  })

  it('sends a large file in parts, goes on while other pages are shown, and continues after a reload', async () => {
    const large = join(files, 'large.bin')
    const content = Buffer.alloc(20 * 1024 * 1024)
    for (let at = 0; at < content.length; at += 4) content.writeUInt32LE((at * 2654435761) >>> 0, at)
    writeFileSync(large, content)
    await list()
    // the second part does not get through, until it may
    let held = true
    let parts = 0
    await page.route('**/api/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      parts++
      return held && parts > 1 ? route.abort('connectionreset') : route.continue()
    })
    browser.complaints.allow(/ERR_CONNECTION_RESET|ERR_FAILED/)
    await chosen(large)
    await expect.poll(() => parts).toBeGreaterThan(1)
    // another page of the same program
    await chord(page, 'g', 'h')
    await page.getByRole('heading', { name: 'System health' }).waitFor()
    await panel().getByText('large.bin').waitFor()

    page.once('dialog', (dialog) => void dialog.accept())
    await list()
    held = false
    parts = 0
    await chosen(large)
    await panel().getByText('1 file uploaded').waitFor()
    expect(parts, 'the first of three parts was there already').toBe(2)
    await page.unroute('**/api/uploads/*')

    const sizes = await page.evaluate(async (folder) => {
      const found = (await (await fetch(`/services/search?q=${encodeURIComponent(`folderPath:"${folder}" filename:large.bin`)}`)).json()) as { hits: { originalUrl: string }[] }
      const bytes = new Uint8Array(await (await fetch(new URL(found.hits[0]!.originalUrl).pathname)).arrayBuffer())
      let wrong = 0
      for (let at = 0; at < bytes.length; at += 4096) if (new DataView(bytes.buffer).getUint32(at, true) !== (at * 2654435761) >>> 0) wrong++
      return { hits: found.hits.length, length: bytes.length, wrong }
    }, folder)
    expect(sizes).toEqual({ hits: 1, length: content.length, wrong: 0 })
    expect(await page.evaluate(async () => ((await (await fetch('/api/uploads')).json()) as { items: unknown[] }).items)).toEqual([])
  })

  it('made the browser complain of nothing', () => {
    expect(browser.complaints.all).toEqual([])
  })
})
