import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as painted, upload } from '../../screenshots/data'
import { logIn, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'

/** The tasks of an editor's day, each in the client alone; docs/assets-client.md says how many steps each takes. */
const DESCRIBED = [...readFileSync(join(import.meta.dirname, '../../../docs/assets-client.md'), 'utf8').matchAll(/^\| (\d+)\. .* \| (\d+) \|$/gm)].map((row) => [Number(row[1]), Number(row[2])] as const)

let browser: Visit
let guest: Visit
let page: Page
let files: string

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'carillon-day-'))
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
  mkdirSync(join(files, 'Harbour'))
  for (const [name, colour] of [['boats.png', [36, 94, 150]], ['crane.png', [214, 90, 70]], ['dusk.png', [110, 70, 150]]] as const) writeFileSync(join(files, 'Harbour', name), painted([...colour], 300, 200))
  writeFileSync(join(files, 'boats.png'), painted([10, 120, 90], 300, 200))
  writeFileSync(join(files, 'other.png'), painted([200, 120, 20], 300, 200))
  guest = await visit()
})
afterAll(async () => {
  await guest.close()
  await browser.close()
  rmSync(files, { recursive: true, force: true })
})

describe.each(WAYS)('an editor’s day, by %s', (way) => {
  let editor: Hands
  let agency: Hands
  const day = `/Day by ${way}`
  const counted = new Map<number, number>()
  const dialog = () => page.getByRole('dialog')
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  const bar = () => page.getByRole('region', { name: 'Selection' })
  const tile = (name: string) => page.getByRole('main').getByRole('link', { name: new RegExp(`(^|\\s)${name.replaceAll('.', '\\.')}`) })
  const link = async () => new URL((await dialog().getByRole('link').getAttribute('href'))!).pathname

  async function task(number: number, folder: string, work: () => Promise<void>): Promise<void> {
    await page.goto(`${SERVER}/?folder=${folder}&sort=name-asc`)
    await page.getByRole('heading', { level: 1, name: folder }).waitFor({ state: 'attached' })
    editor.steps = 0
    await work()
    counted.set(number, editor.steps)
  }

  beforeAll(async () => {
    editor = handsOf(way, page)
    agency = handsOf(way, guest.page)
    await upload(page, day, 'start.txt', 'text/plain', Buffer.from('x'))
  })

  it('1: uploads a folder of pictures', () =>
    task(1, day, async () => {
      await editor.give(page.getByRole('button', { name: 'Upload a folder' }), join(files, 'Harbour'))
      await page.getByText('3 files uploaded').waitFor()
      await page.getByRole('main').getByRole('link', { name: /Harbour/ }).waitFor()
    }))

  it('2: looks at each picture', () =>
    task(2, `${day}/Harbour`, async () => {
      // a picture that comes meanwhile may take the place of what has the focus
      await expect.poll(() => page.getByRole('main').locator('img').count()).toBe(3)
      await editor.view(tile('boats.png'))
      for (const name of ['boats.png', 'crane.png', 'dusk.png']) {
        await dialog().getByRole('heading', { name }).waitFor()
        if (name !== 'dusk.png') await editor.key('ArrowRight')
      }
      await editor.key('Escape')
    }))

  it('3: finds the finals without a credit, and adds it', async () => {
    for (const name of ['boats.png', 'dusk.png']) {
      await page.evaluate(
        async ([folder, name]) => {
          const { hits } = (await (await fetch(`/services/search?q=${encodeURIComponent(`assetPath:"${folder}/${name}"`)}`)).json()) as { hits: { id: string }[] }
          await fetch('/services/update', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ id: hits[0]!.id, status: 'Final' }) })
        },
        [`${day}/Harbour`, name] as const,
      )
    }
    await task(3, `${day}/Harbour`, async () => {
      await editor.type(page.getByRole('searchbox', { name: 'Search assets' }), 'status:Final assetModified:[NOW-7DAY TO NOW] NOT credit:*')
      await editor.key('Enter')
      await page.getByText('2 assets', { exact: true }).waitFor()
      await editor.mark(tile('boats.png'))
      await editor.press(bar().getByRole('button', { name: 'Select all here' }))
      await editor.press(bar().getByRole('button', { name: 'Edit metadata' }))
      // its group is closed at first, or open: that depends on the fields of this server
      await editor.type(dialog().getByRole('searchbox', { name: 'Find a field' }), 'Credit')
      await editor.type(dialog().getByLabel('Credit'), 'Harbour & Sons')
      await editor.press(dialog().getByRole('button', { name: 'Save' }))
      await page.getByText('2 assets changed').waitFor()
    })
  })

  it('4: replaces a picture, and compares it', () =>
    task(4, `${day}/Harbour`, async () => {
      await editor.press(tile('crane.png'))
      await editor.give(panel().getByRole('button', { name: 'New version', exact: true }), join(files, 'other.png'))
      await panel().getByText(/version 2/).waitFor()
      await editor.press(panel().getByRole('link', { name: 'Versions' }))
      await editor.press(panel().getByRole('button', { name: 'Compare version 1 with the current one' }))
      await expect.poll(() => dialog().locator('img').evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(2)
    }))

  it('5: takes in a picture whose name is taken, as its new version', () =>
    task(5, `${day}/Harbour`, async () => {
      await editor.give(page.getByRole('button', { name: 'Upload', exact: true }), join(files, 'boats.png'))
      await editor.press(page.getByRole('button', { name: 'New version', exact: true }))
      await page.getByText('1 file uploaded').waitFor()
    }))

  let printer = ''
  it('6: sends a selection to a printer as JPEGs of 2,000 pixels until Friday', () =>
    task(6, `${day}/Harbour`, async () => {
      await editor.mark(tile('boats.png'))
      await editor.mark(tile('dusk.png'))
      await editor.press(bar().getByRole('button', { name: 'Share' }))
      await editor.type(dialog().getByLabel('Subject'), 'To the printer')
      await editor.press(dialog().getByRole('button', { name: 'Friday' }))
      await editor.press(dialog().getByLabel('JPEGs in a size'))
      await editor.type(dialog().getByLabel('Pixels at most'), '2000')
      await editor.press(dialog().getByRole('button', { name: 'Create the link' }))
      printer = await link()
      await editor.press(dialog().getByRole('button', { name: 'Copy the link' }))
      await editor.press(dialog().getByRole('button', { name: 'Done' }))
      await guest.page.goto(SERVER + printer)
      expect(await guest.page.getByRole('link', { name: /Download as JPEG, 2,000 px/ }).count()).toBe(2)
    }))

  it('7: downloads a selection for the web', () =>
    task(7, `${day}/Harbour`, async () => {
      await editor.mark(tile('boats.png'))
      await editor.press(bar().getByRole('button', { name: 'Select all here' }))
      await editor.press(bar().getByRole('button', { name: 'Download' }))
      await editor.press(dialog().getByLabel('Pictures in a size'))
      await editor.type(dialog().getByLabel('Pixels at most'), '800')
      const came = page.waitForEvent('download')
      await editor.press(dialog().getByRole('button', { name: 'Download' }))
      expect((await came).suggestedFilename()).toBe('assets.zip')
    }))

  it('8: asks an agency for files and for approval', () =>
    task(8, `${day}/Harbour`, async () => {
      await editor.mark(tile('dusk.png'))
      await editor.press(bar().getByRole('button', { name: 'Share' }))
      await editor.type(dialog().getByLabel('Subject'), 'Your views, please')
      await editor.press(dialog().getByLabel('to approve or reject each asset'))
      await editor.press(dialog().getByLabel('to send files'))
      await editor.type(dialog().getByLabel('Into the folder'), `${day}/From the agency`)
      await editor.press(dialog().getByText('Branding'))
      await editor.type(dialog().getByLabel('Colour of the band'), '#1a6b3c')
      await editor.type(dialog().getByLabel('Text in the band'), 'Harbour & Sons')
      await editor.press(dialog().getByRole('button', { name: 'Create the link' }))
      await guest.page.goto(SERVER + (await link()))
      await editor.press(dialog().getByRole('button', { name: 'Done' }))
      await agency.give(guest.page.getByLabel('File'), { name: 'draft.txt', mimeType: 'text/plain', buffer: Buffer.from('A draft') })
      await agency.press(guest.page.getByRole('button', { name: 'Send' }))
      await guest.page.getByRole('status').getByText('has arrived').waitFor()
      await agency.press(guest.page.getByRole('button', { name: 'Approve' }))
      await guest.page.getByRole('status').getByText('You approved it').waitFor()
    }))

  it('9: extends a link', () =>
    task(9, day, async () => {
      await editor.press(page.getByRole('button', { name: 'Share links' }))
      await editor.press(dialog().getByRole('button', { name: 'Change To the printer' }))
      await editor.type(dialog().getByLabel('Until'), '2099-12-31')
      await editor.press(dialog().getByRole('button', { name: 'Save' }))
      await dialog().getByRole('listitem').filter({ hasText: 'To the printer' }).getByText(/Until 2099-12-31|Until 2100-01-01/).waitFor()
    }))

  it('10: takes back a link', () =>
    task(10, day, async () => {
      await editor.press(page.getByRole('button', { name: 'Share links' }))
      await editor.press(dialog().getByRole('button', { name: 'Revoke To the printer' }))
      await editor.press(page.getByRole('dialog', { name: /^Revoke/ }).getByRole('button', { name: 'Revoke' }))
      await page.getByText('Share link revoked').waitFor()
      expect((await guest.context.request.get(SERVER + printer)).status()).toBe(410)
    }))

  it('takes as many steps as the documentation says', () => {
    expect([...counted]).toEqual(DESCRIBED)
  })

  it('shows where the focus is, and made the browser complain of nothing', () => {
    expect([...editor.faults, ...agency.faults]).toEqual([])
    expect(browser.complaints.all).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })
})
