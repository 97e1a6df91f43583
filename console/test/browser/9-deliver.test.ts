import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as painted, upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'

const LONG = 'A picture of the harbour with a name that is far too long for the page that has to show it.png'

/** The names of the files in an archive, from its directory at the end. */
function names(zip: Buffer): string[] {
  const all: string[] = []
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 1, 'latin1')) all.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)))
  return all
}

/** The width and height that a JPEG says it has. */
function sizeOf(jpeg: Buffer): [number, number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1]! >= 0xc0 && jpeg[at + 1]! <= 0xc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)]
  }
  throw new Error('no size')
}

let browser: Visit
let page: Page
let guest: Visit

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
  guest = await visit({ width: 1440, height: 900 })
})
afterAll(async () => {
  await guest.close()
  await browser.close()
})

describe.each(WAYS)('delivering, by %s,', (way) => {
  let hands: Hands
  let guests: Hands
  let link = ''
  const FOLDER = `/Deliver by ${way}`
  const dialog = () => page.getByRole('dialog')
  const list = (ids: string[]) => page.goto(`${SERVER}/?folder=${FOLDER}&sort=name-asc&sel=${ids.join(',')}`)
  const ids: string[] = []

  beforeAll(async () => {
    hands = handsOf(way, page)
    guests = handsOf(way, guest.page)
    for (const [name, colour] of [[LONG, [36, 94, 150]], ['b.png', [214, 90, 70]], ['logo.png', [72, 142, 78]]] as const) {
      ids.push((await upload(page, FOLDER, name, 'image/png', painted([...colour], 3000, 2000))).id)
    }
  })

  it('downloads several as an archive: originals, and pictures in a size', async () => {
    await list(ids.slice(0, 2))
    await hands.press(page.getByRole('button', { name: 'Download', exact: true }))
    await dialog().getByText('Download 2 assets').waitFor()
    await hands.look(() => clear(page, axe))
    const [originals] = await Promise.all([page.waitForEvent('download'), page.getByText('Downloaded 2 assets').waitFor(), hands.press(dialog().getByRole('button', { name: 'Download', exact: true }))])
    expect(names(readFileSync(await originals.path()))).toEqual([LONG, 'b.png'])

    await hands.press(page.getByRole('button', { name: 'Download', exact: true }))
    await hands.tick(dialog().getByLabel('Pictures in a size'))
    await hands.type(dialog().getByLabel('Pixels at most'), '500')
    await hands.look(async () => {
      await picture(page, 'download-1440')
      await page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(page)).toEqual([])
      await picture(page, 'download-360')
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    const sized = page.waitForEvent('download')
    await hands.press(dialog().getByRole('button', { name: 'Download', exact: true }))
    const zip = readFileSync(await (await sized).path())
    expect(names(zip).every((name) => name.endsWith('.jpg'))).toBe(true)
    // stored as they are: the first JPEG begins where its marker is
    expect(sizeOf(zip.subarray(zip.indexOf('\xff\xd8\xff', 0, 'latin1')))).toEqual([500, 333])
  })

  it('stops a download, and says what is wrong with one', async () => {
    await list(ids.slice(0, 2))
    // nothing comes until it is stopped
    await page.route('**/zip/**', () => {})
    await hands.press(page.getByRole('button', { name: 'Download', exact: true }))
    await hands.press(dialog().getByRole('button', { name: 'Download', exact: true }))
    await hands.press(dialog().getByRole('button', { name: 'Stop the download' }))
    await dialog().getByRole('button', { name: 'Download', exact: true }).waitFor()
    expect(await dialog().getByRole('alert').count()).toBe(0)
    await page.unroute('**/zip/**')
    await page.route('**/zip/**', (route) => route.fulfill({ status: 409, contentType: 'application/json', body: '{"errorcode":409,"errorname":"Conflict","message":"The file is not there"}' }))
    browser.complaints.allow(/status of 409/)
    await hands.press(dialog().getByRole('button', { name: 'Download', exact: true }))
    await announced(page, 'The file is not there')
    await page.unroute('**/zip/**')
    await hands.key('Escape')
  })

  it('makes a link with a brand, in a size, until Friday', async () => {
    await list(ids.slice(0, 2))
    await hands.press(page.getByRole('button', { name: 'Share', exact: true }))
    await hands.type(dialog().getByLabel('Subject'), 'For the printer')
    await hands.press(dialog().getByRole('button', { name: 'Friday' }))
    await hands.tick(dialog().getByLabel('JPEGs in a size'))
    await hands.type(dialog().getByLabel('Pixels at most'), '2000')
    await hands.press(dialog().getByText('Branding'))
    await hands.type(dialog().getByLabel('Colour of the band'), 'green')
    await hands.type(dialog().getByLabel('Text in the band'), 'Harbour & Sons <Press>')
    await hands.type(dialog().getByLabel('Logo'), `${FOLDER}/logo.png`)
    browser.complaints.allow(/status of 400/)
    await hands.press(dialog().getByRole('button', { name: 'Create the link' }))
    await announced(page, "'brandColour' is 'green', but must be a colour such as #1a6b3c")
    await hands.look(async () => {
      await clear(page, axe)
      await picture(page, 'share-dialog-1440')
      await page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(page)).toEqual([])
      await picture(page, 'share-dialog-360')
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.type(dialog().getByLabel('Colour of the band'), '#1A6B3C')
    await hands.press(dialog().getByRole('button', { name: 'Create the link' }))
    await announced(page, 'Anyone with this link can see the assets')
    link = new URL((await dialog().getByRole('link').getAttribute('href'))!).pathname
    await hands.press(dialog().getByRole('button', { name: 'Done' }))
  })

  it('copies a link also where the browser offers no clipboard', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}`)
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      // not the dialog with the link
      document.body.insertAdjacentHTML('afterbegin', '<div hidden><dialog open></dialog></div>')
    })
    await hands.press(page.getByRole('button', { name: 'Share links' }))
    const copy = dialog().getByRole('button', { name: 'Copy the link of For the printer' })
    await hands.press(copy)
    await announced(page, 'Copied')
    expect(await copy.evaluate((button) => button === document.activeElement)).toBe(true)
    await hands.press(dialog().getByRole('button', { name: 'Close' }))
    const box = page.getByRole('searchbox', { name: 'Search assets' })
    await hands.goTo(box)
    await hands.key('Control+v')
    expect(await box.inputValue()).toBe(SERVER + link)
  })

  it('shows a guest the brand, large pictures and the size that was offered, and no more', async () => {
    await guest.page.goto(SERVER + link)
    await guest.page.getByText('Harbour & Sons <Press>').waitFor()
    const band = guest.page.locator('.brand')
    expect(await band.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(26, 107, 60)')
    await expect.poll(() => band.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
    await guests.look(async () => {
      await clear(guest.page, axe)
      await picture(guest.page, 'guest-1440')
      await guest.page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(guest.page)).toEqual([])
      await picture(guest.page, 'guest-360')
    })

    await guests.press(guest.page.getByRole('link', { name: `View ${LONG}` }))
    await guest.page.getByRole('heading', { name: LONG }).waitFor()
    await expect.poll(() => guest.page.getByAltText(LONG).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1600)
    await guests.look(async () => {
      await clear(guest.page, axe)
      expect(await overflows(guest.page)).toEqual([])
      await picture(guest.page, 'guest-large-360')
      await guest.page.setViewportSize({ width: 1440, height: 900 })
    })
    await guests.press(guest.page.getByRole('link', { name: 'Next' }))
    await guest.page.getByRole('heading', { name: 'b.png' }).waitFor()
    await guests.look(() => picture(guest.page, 'guest-large-1440'))

    const came = guest.page.waitForEvent('download')
    await guests.press(guest.page.getByRole('link', { name: /Download as JPEG, 2,000 px/ }))
    expect(sizeOf(readFileSync(await (await came).path()))).toEqual([2000, 1333])
    const request = async (path: string) => (await guest.context.request.get(SERVER + path)).status()
    expect(await request(`${link}/original/${ids[1]}/x`)).toBe(403)
    expect(await request(`${link}/view/${ids[2]}`)).toBe(404)
    expect(await request(`/file/${ids[1]}/*/b.png`)).toBe(401)
    expect(await request(`/zip/a.zip?assetIds=${ids[1]}`)).toBe(401)
    expect(await request('/api/sharelink')).toBe(401)
  })

  it('lists links, changes one and revokes it', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}`)
    await hands.press(page.getByRole('button', { name: 'Share links' }))
    await dialog().getByText('For the printer').waitFor()
    await dialog().getByText(/2 assets, pictures in a size\. Until \d{4}-\d\d-\d\d/).waitFor()
    await hands.look(async () => {
      await clear(page, axe)
      await picture(page, 'share-links-1440')
    })
    await hands.press(dialog().getByRole('button', { name: 'Change For the printer' }))
    expect(await dialog().getByLabel('Pixels at most').inputValue()).toBe('2000')
    await hands.type(dialog().getByLabel('Subject'), 'For both printers')
    await hands.type(dialog().getByLabel('Colour of the band'), '#ffdd00')
    await hands.tick(dialog().getByLabel('to approve or reject each asset'))
    await hands.press(dialog().getByRole('button', { name: 'Save' }))
    await announced(page, 'Share link changed')
    await dialog().getByText('For both printers').waitFor()
    await guest.page.goto(SERVER + link)
    await guest.page.getByRole('heading', { name: 'For both printers' }).waitFor()
    expect(await guest.page.locator('.brand').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(0, 0, 0)')
    await guests.press(guest.page.getByRole('button', { name: 'Approve' }).first())
    await announced(guest.page, 'You approved it')

    await hands.look(async () => {
      await page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(page)).toEqual([])
      await picture(page, 'share-links-360')
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.press(dialog().getByRole('button', { name: 'Revoke For both printers' }))
    await hands.press(page.getByRole('dialog', { name: /^Revoke/ }).getByRole('button', { name: 'Revoke' }))
    await announced(page, 'Share link revoked')
    expect((await guest.context.request.get(SERVER + link)).status()).toBe(410)
    await hands.choose(dialog().getByLabel('Show'), 'revoked')
    await dialog().getByText('For both printers').first().waitFor()
  })

  it('shows where the focus is, and made the browser complain of nothing', () => {
    expect([...hands.faults, ...guests.faults]).toEqual([])
    expect(browser.complaints.all).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })
})
