import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
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

/** Everything people do with assets, on the real server, step by step in this order. */
describe('the assets client', () => {
  let browser: Visit
  let page: Page

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    await logIn(page)
  })
  afterAll(() => browser.close())

  const panel = () => page.getByRole('complementary', { name: 'Asset' })

  it('uploads what is chosen and what is dropped, and shows previews when they are there', async () => {
    await page.getByRole('button', { name: 'New folder' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Pictures')
    await page.getByRole('button', { name: 'Create folder' }).click()
    await page.getByText('Nothing in this folder').waitFor()
    await page.locator('input[type=file]').first().setInputFiles([
      { name: 'red.png', mimeType: 'image/png', buffer: png(200, 30, 30) },
      { name: 'green.png', mimeType: 'image/png', buffer: png(30, 160, 60) },
    ])
    await page.getByText('2 files uploaded').waitFor()
    await page.evaluate((bytes) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([new Uint8Array(bytes)], 'blue.png', { type: 'image/png' }))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    }, [...png(40, 60, 200)])
    await page.getByRole('link', { name: /blue\.png/ }).waitFor()
    const previews = page.locator('ul.grid img')
    await previews.nth(2).waitFor()
    await expect.poll(() => previews.evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(3)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Close the list of uploads' }).click()
  })

  it('can be read as a list, and on a telephone', async () => {
    await page.getByRole('button', { name: 'List', exact: true }).click()
    await page.getByRole('cell', { name: 'red.png', exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Grid', exact: true }).click()
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `assets-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('edits the metadata of one, and takes it back', async () => {
    await page.getByRole('link', { name: /red\.png/ }).click()
    await panel().getByLabel('Title', { exact: true }).fill('A red picture')
    await panel().getByLabel('Tags', { exact: true }).fill('warm, bright,')
    await panel().getByLabel('Status', { exact: true }).fill('Final')
    await panel().getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.reload()
    await expect.poll(() => panel().getByLabel('Title', { exact: true }).inputValue()).toBe('A red picture')
    await panel().getByText('bright', { exact: true }).waitFor()
    await picture(page, 'asset')
    expect(await axe(page)).toEqual([])

    await panel().getByLabel('Title', { exact: true }).fill('Wrong')
    await panel().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => panel().getByLabel('Title', { exact: true }).inputValue()).toBe('A red picture')
  })

  it('finds it, by words and by facets, and has all that in the address', async () => {
    await panel().getByRole('button', { name: 'Close' }).click()
    await page.getByRole('searchbox', { name: 'Search assets' }).fill('red')
    await page.getByRole('searchbox', { name: 'Search assets' }).press('Enter')
    await page.getByText('1 asset', { exact: true }).waitFor()
    await page.getByLabel('Status').selectOption('Final')
    await page.getByRole('button', { name: /Status: Final/ }).waitFor()
    const address = new URL(page.url())
    expect(address.searchParams.get('q')).toBe('red')
    expect(address.searchParams.get('f.status')).toBe('Final')
    await page.goBack()
    await page.getByLabel('Status').waitFor()

    await page.getByRole('searchbox', { name: 'Search assets' }).fill('no such thing')
    await page.getByRole('searchbox', { name: 'Search assets' }).press('Enter')
    await page.getByText('No assets match these filters.').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Clear filters' }).last().click()
    await page.getByText('3 assets', { exact: true }).waitFor()
  })

  it('edits many at once, and takes that back', async () => {
    // else it would be taken for the message that is to come
    await page.getByText('Change undone').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: /green\.png/ }).click({ modifiers: ['Control'] })
    await page.getByRole('link', { name: /blue\.png/ }).click({ modifiers: ['Control'] })
    await page.getByText('2 assets selected').waitFor()
    await page.getByRole('button', { name: 'Edit metadata' }).click()
    expect(await axe(page)).toEqual([])
    // which groups are open at first depends on the fields of this server
    const group = page.getByRole('dialog').getByRole('button', { name: 'Creator and rights' })
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.click()
    await page.getByRole('dialog').getByLabel('Credit').fill('Carillon')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    const credited = async () => (await call<{ totalHits: number }>(page, 'GET', `/services/search?q=${encodeURIComponent('folderPath:"/Pictures" credit:Carillon')}`)).totalHits
    await page.getByText('2 assets changed').waitFor()
    expect(await credited()).toBe(2)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Change undone').waitFor()
    expect(await credited()).toBe(0)
    await page.getByRole('link', { name: /blue\.png/ }).click()
    expect(await panel().getByLabel('Credit').inputValue()).toBe('')
  })

  it('does nothing to some while all are being selected', async () => {
    let go = () => {}
    const held = new Promise<void>((done) => (go = done))
    await page.goto(`${SERVER}/?folder=/Pictures`)
    await page.getByRole('link', { name: /green\.png/ }).click({ modifiers: ['Control'] })
    await page.getByText('1 asset selected').waitFor()
    await page.route('**/services/search*', async (route) => {
      await held
      await route.continue()
    })
    const edit = page.getByRole('button', { name: 'Edit metadata' })
    await page.getByRole('button', { name: 'Select all here' }).click()
    await expect.poll(() => edit.isDisabled()).toBe(true)
    go()
    await page.getByText('3 assets selected').waitFor()
    await expect.poll(() => edit.isEnabled()).toBe(true)
    await page.unroute('**/services/search*')
    await page.getByRole('button', { name: 'Clear' }).click()
  })

  it('keeps what is selected while all are being selected, once, also where nothing was between', async () => {
    let go = () => {}
    const held = new Promise<void>((done) => (go = done))
    let asked = 0
    await page.getByRole('link', { name: /green\.png/ }).click({ modifiers: ['Control'] })
    await page.getByText('1 asset selected').waitFor()
    const all = /services\/search\?.*num=200/
    await page.route(all, async (route) => {
      asked++
      await held
      await route.continue()
    })
    const edit = page.getByRole('button', { name: 'Edit metadata' })
    const selectAll = page.getByRole('button', { name: 'Select all here' })
    await selectAll.click()
    await expect.poll(() => edit.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await selectAll.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: /blue\.png/ }).click({ modifiers: ['Control'] })
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
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('link', { name: /blue\.png/ }).click()
  })

  it('checks out, checks in a new version, and promotes the old one', async () => {
    await panel().getByRole('button', { name: 'Check out' }).click()
    await panel().getByText('Checked out by').waitFor()
    await panel().locator('input[type=file]').setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: png(90, 90, 255) })
    await page.getByText('New version saved').waitFor()
    await panel().getByText(/version 2/).waitFor()
    expect(await panel().getByText('Checked out by').count()).toBe(0)
    await panel().getByRole('link', { name: 'Versions' }).click()
    await panel().getByText('Version 1', { exact: true }).waitFor()
    await panel().getByRole('button', { name: 'Promote' }).click()
    await panel().getByText('Version 3', { exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await panel().getByRole('link', { name: 'History' }).click()
    await panel().getByText('Version promoted').first().waitFor()
    expect(await axe(page)).toEqual([])
  })

  it('shares by a link that opens without logging in', async () => {
    await panel().getByRole('button', { name: 'Share' }).click()
    expect(await axe(page)).toEqual([])
    await page.getByRole('dialog').getByLabel('Subject').fill('For you')
    await page.getByRole('dialog').getByRole('button', { name: 'Create the link' }).click()
    const link = await page.getByRole('dialog').getByRole('link').getAttribute('href')
    const stranger = await visit()
    try {
      await stranger.page.goto(link!)
      await stranger.page.getByRole('heading', { name: 'For you' }).waitFor()
      await stranger.page.getByRole('heading', { name: 'blue.png' }).waitFor()
      expect(stranger.complaints.all).toEqual([])
    } finally {
      await stranger.close()
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  })

  it('moves with the arrow keys, selects, and removes after asking', async () => {
    await page.goto(`${SERVER}/?folder=/Pictures&sort=name-asc`)
    await page.getByRole('link', { name: /blue\.png/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    await page.getByText('2 assets selected').waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('dialog').getByText('/Pictures/green.png').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('2 assets removed').waitFor()
    await page.getByText('1 asset', { exact: true }).waitFor()
  })

  it('has had no complaint from the browser all the way', () => {
    expect(browser.complaints.all).toEqual([])
  })
})
