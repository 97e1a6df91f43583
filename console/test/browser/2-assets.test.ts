import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, forgetChoices, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4)
  return out
}

/** A picture of one colour. */
function png(red: number, green: number, blue: number, size = 64): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const line = Buffer.concat([Buffer.from([0]), Buffer.concat(Array.from({ length: size }, () => Buffer.from([red, green, blue])))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => line)))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** Everything people do with assets, on the real server, step by step in this order. */
describe.each(WAYS)('the assets client, by %s,', (way) => {
  let hands: Hands
  const folder = `Pictures by ${way}`
  /** No two files are the same in both ways: a duplicate would be named. */
  const shade = way === 'pointer' ? 0 : 20

  beforeAll(async () => {
    hands = handsOf(way, page)
    await forgetChoices(page)
    await page.goto(SERVER)
  })

  const panel = () => page.getByRole('complementary', { name: 'Asset' })

  it('uploads what is chosen and what is dropped, and shows previews when they are there', async () => {
    await hands.press(page.getByRole('button', { name: 'New folder' }))
    await hands.type(page.getByLabel('Name', { exact: true }), folder)
    await hands.press(page.getByRole('button', { name: 'Create folder' }))
    await page.getByText('Nothing in this folder').waitFor()
    const upload = page.getByRole('button', { name: 'Upload', exact: true })
    await hands.give(upload, [
      { name: 'red.png', mimeType: 'image/png', buffer: png(200, 30, 30 + shade) },
      { name: 'green.png', mimeType: 'image/png', buffer: png(30, 160, 60 + shade) },
    ])
    await page.getByText('2 files uploaded').waitFor()
    const blue = png(40, 60 + shade, 200)
    if (way === 'pointer') {
      await page.evaluate((bytes) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([new Uint8Array(bytes)], 'blue.png', { type: 'image/png' }))
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
      }, [...blue])
    } else await hands.give(upload, { name: 'deep blue.png', mimeType: 'image/png', buffer: blue })
    await page.getByRole('link', { name: /blue\.png/ }).waitFor()
    const previews = page.locator('ul.grid img')
    await previews.nth(2).waitFor()
    await expect.poll(() => previews.evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(3)
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.press(page.getByRole('button', { name: 'Close the list of uploads' }))
  })

  it('can be read as a list, and on a telephone', async () => {
    await hands.press(page.getByRole('button', { name: 'List', exact: true }))
    await page.getByRole('cell', { name: 'red.png', exact: true }).waitFor()
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.press(page.getByRole('button', { name: 'Grid', exact: true }))
    await hands.look(async () => {
      for (const width of [1440, 768, 360]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `assets-${width}`)
      }
      await page.setViewportSize({ width: 1280, height: 860 })
    })
  })

  it('edits the metadata of one, and takes it back', async () => {
    await hands.press(page.getByRole('link', { name: /red\.png/ }))
    await hands.type(panel().getByLabel('Title', { exact: true }), 'A red picture')
    await hands.type(panel().getByLabel('Tags', { exact: true }), 'warm, bright,')
    await hands.type(panel().getByLabel('Status', { exact: true }), 'Final')
    await hands.press(panel().getByRole('button', { name: 'Save' }))
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.reload()
    await expect.poll(() => panel().getByLabel('Title', { exact: true }).inputValue()).toBe('A red picture')
    await panel().getByText('bright', { exact: true }).waitFor()
    await hands.look(async () => {
      await picture(page, 'asset')
      expect(await axe(page)).toEqual([])
    })

    await hands.type(panel().getByLabel('Title', { exact: true }), 'Wrong')
    await hands.press(panel().getByRole('button', { name: 'Save' }))
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await expect.poll(() => panel().getByLabel('Title', { exact: true }).inputValue()).toBe('A red picture')
  })

  it('finds it, by words and by facets, and has all that in the address', async () => {
    await hands.press(panel().getByRole('button', { name: 'Close' }))
    await hands.type(page.getByRole('searchbox', { name: 'Search assets' }), 'red')
    await hands.key('Enter')
    await page.getByText('1 asset', { exact: true }).waitFor()
    await hands.choose(page.getByLabel('Status'), 'Final')
    await page.getByRole('button', { name: /Status: Final/ }).waitFor()
    const address = new URL(page.url())
    expect(address.searchParams.get('q')).toBe('red')
    expect(address.searchParams.get('f.status')).toBe('Final')
    await page.goBack()
    await page.getByLabel('Status').waitFor()

    await hands.type(page.getByRole('searchbox', { name: 'Search assets' }), 'no such thing')
    await hands.key('Enter')
    await page.getByText('No assets match these filters.').waitFor()
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.press(page.getByRole('button', { name: 'Clear filters' }).last())
    await page.getByText('3 assets', { exact: true }).waitFor()
  })

  it('edits many at once, and takes that back', async () => {
    // else it would be taken for the message that is to come
    await page.getByText('Change undone').waitFor({ state: 'detached' })
    await hands.mark(page.getByRole('link', { name: /green\.png/ }))
    await hands.mark(page.getByRole('link', { name: /blue\.png/ }))
    await page.getByText('2 assets selected').waitFor()
    await hands.press(page.getByRole('button', { name: 'Edit metadata' }))
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    // which groups are open at first depends on the fields of this server
    const group = page.getByRole('dialog').getByRole('button', { name: 'Creator and rights' })
    if ((await group.getAttribute('aria-expanded')) === 'false') await hands.press(group)
    await hands.type(page.getByRole('dialog').getByLabel('Credit'), 'Carillon')
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Save' }))
    const credited = async () => (await call<{ totalHits: number }>(page, 'GET', `/services/search?q=${encodeURIComponent(`folderPath:"/${folder}" credit:Carillon`)}`)).totalHits
    await page.getByText('2 assets changed').waitFor()
    expect(await credited()).toBe(2)
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await page.getByText('Change undone').waitFor()
    expect(await credited()).toBe(0)
    await hands.press(page.getByRole('link', { name: /blue\.png/ }))
    expect(await panel().getByLabel('Credit').inputValue()).toBe('')
  })

  if (way === 'pointer') {
    it('does nothing to some while all are being selected', async () => {
      let go = () => {}
      const held = new Promise<void>((done) => (go = done))
      await page.goto(`${SERVER}/?folder=/${folder}`)
      await hands.mark(page.getByRole('link', { name: /green\.png/ }))
      await page.getByText('1 asset selected').waitFor()
      await page.route('**/services/search*', async (route) => {
        await held
        await route.continue()
      })
      const edit = page.getByRole('button', { name: 'Edit metadata' })
      await hands.press(page.getByRole('button', { name: 'Select all here' }))
      await expect.poll(() => edit.isDisabled()).toBe(true)
      go()
      await page.getByText('3 assets selected').waitFor()
      await expect.poll(() => edit.isEnabled()).toBe(true)
      await page.unroute('**/services/search*')
      await hands.press(page.getByRole('button', { name: 'Clear' }))
    })

    it('keeps what is selected while all are being selected, once, also where nothing was between', async () => {
      let go = () => {}
      const held = new Promise<void>((done) => (go = done))
      let asked = 0
      await hands.mark(page.getByRole('link', { name: /green\.png/ }))
      await page.getByText('1 asset selected').waitFor()
      const all = /services\/search\?.*num=200/
      await page.route(all, async (route) => {
        asked++
        await held
        await route.continue()
      })
      const edit = page.getByRole('button', { name: 'Edit metadata' })
      const selectAll = page.getByRole('button', { name: 'Select all here' })
      await hands.press(selectAll)
      await expect.poll(() => edit.isDisabled()).toBe(true)
      await hands.key('Escape')
      await selectAll.waitFor({ state: 'detached' })
      await hands.mark(page.getByRole('link', { name: /blue\.png/ }))
      await page.getByText('1 asset selected').waitFor()
      const blue = new URL(page.url()).searchParams.get('sel')
      // Playwright waits for what is not disabled
      await selectAll.dispatchEvent('click')
      expect(await edit.isDisabled()).toBe(true)
      const came = page.waitForResponse(all)
      go()
      await (await came).finished()
      await expect.poll(() => edit.isEnabled()).toBe(true)
      expect(new URL(page.url()).searchParams.get('sel')).toBe(blue)
      expect(asked).toBe(1)
      await page.unroute(all)
      await hands.press(page.getByRole('button', { name: 'Clear' }))
      await hands.press(page.getByRole('link', { name: /blue\.png/ }))
    })
  }

  it('checks out, checks in a new version, and promotes the old one', async () => {
    await hands.press(panel().getByRole('button', { name: 'Check out' }))
    await panel().getByText('Checked out by').waitFor()
    await hands.give(panel().getByRole('button', { name: 'Check in' }), { name: 'blue.png', mimeType: 'image/png', buffer: png(90, 90 + shade, 255) })
    await page.getByText('New version saved').waitFor()
    await panel().getByText(/version 2/).waitFor()
    expect(await panel().getByText('Checked out by').count()).toBe(0)
    await hands.press(panel().getByRole('link', { name: 'Versions' }))
    await panel().getByText('Version 1', { exact: true }).waitFor()
    await hands.press(panel().getByRole('button', { name: 'Promote' }))
    await panel().getByText('Version 3', { exact: true }).waitFor()
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.press(panel().getByRole('link', { name: 'History' }))
    await panel().getByText('Version promoted').first().waitFor()
    await hands.look(async () => expect(await axe(page)).toEqual([]))
  })

  it('shares by a link that opens without logging in', async () => {
    await hands.press(panel().getByRole('button', { name: 'Share' }))
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.type(page.getByRole('dialog').getByLabel('Subject'), `For you, by ${way}`)
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Create the link' }))
    const link = await page.getByRole('dialog').getByRole('link').getAttribute('href')
    const stranger = await visit()
    try {
      await stranger.page.goto(link!)
      await stranger.page.getByRole('heading', { name: `For you, by ${way}` }).waitFor()
      await stranger.page.getByRole('heading', { name: 'blue.png' }).waitFor()
      expect(stranger.complaints.all).toEqual([])
    } finally {
      await stranger.close()
    }
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Done' }))
  })

  it('moves with the arrow keys, selects, and removes after asking', async () => {
    await page.goto(`${SERVER}/?folder=/${folder}&sort=name-asc`)
    await hands.goTo(page.getByRole('link', { name: /blue\.png/ }))
    await hands.key('ArrowRight')
    await hands.key('Space')
    await hands.key('ArrowRight')
    await hands.key('x')
    await page.getByText('2 assets selected').waitFor()
    await hands.press(page.getByRole('button', { name: 'Remove', exact: true }))
    await page.getByRole('dialog').getByText('green.png', { exact: true }).waitFor()
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Remove' }))
    await page.getByText('2 assets removed').waitFor()
    await page.getByText('1 asset', { exact: true }).waitFor()
  })

  it('has had no complaint from the browser all the way', () => {
    expect(hands.faults).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
