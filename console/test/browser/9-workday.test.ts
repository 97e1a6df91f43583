import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as painted, upload } from '../../screenshots/data'
import { logIn, SERVER, visit, type Visit } from './browser'

/** The tasks of an editor's day, each in the client alone; docs/assets-client.md says how many steps each takes. */
const DESCRIBED = [...readFileSync(join(import.meta.dirname, '../../../docs/assets-client.md'), 'utf8').matchAll(/^\| (\d+)\. .* \| (\d+) \|$/gm)].map((row) => [Number(row[1]), Number(row[2])] as const)

describe('an editor’s day', () => {
  let browser: Visit
  let guest: Visit
  let page: Page
  let files: string
  let steps = 0
  const counted = new Map<number, number>()
  const dialog = () => page.getByRole('dialog')
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  const bar = () => page.getByRole('region', { name: 'Selection' })

  /** What the editor does, one step each. */
  const click = async (what: Locator, how: { modifiers?: 'Control'[] } = {}) => {
    steps++
    await what.click(how)
  }
  const type = async (where: Locator, text: string) => {
    steps++
    await where.fill(text)
  }
  const press = async (key: string) => {
    steps++
    await page.keyboard.press(key)
  }
  /** A choice in the system's own dialog, or a drop. */
  const give = async (where: Locator, paths: string | string[]) => {
    steps++
    await where.setInputFiles(paths)
  }
  const tile = (name: string) => page.getByRole('main').getByRole('link', { name: new RegExp(`(^|\\s)${name.replaceAll('.', '\\.')}`) })
  const link = async () => new URL((await dialog().getByRole('link').getAttribute('href'))!).pathname

  async function task(number: number, folder: string, work: () => Promise<void>): Promise<void> {
    await page.goto(`${SERVER}/?folder=${folder}&sort=name-asc`)
    await page.getByRole('heading', { level: 1, name: folder }).waitFor({ state: 'attached' })
    steps = 0
    await work()
    counted.set(number, steps)
  }

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'carillon-day-'))
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    await logIn(page)
    mkdirSync(join(files, 'Harbour'))
    for (const [name, colour] of [['boats.png', [36, 94, 150]], ['crane.png', [214, 90, 70]], ['dusk.png', [110, 70, 150]]] as const) writeFileSync(join(files, 'Harbour', name), painted([...colour], 300, 200))
    writeFileSync(join(files, 'boats.png'), painted([10, 120, 90], 300, 200))
    writeFileSync(join(files, 'other.png'), painted([200, 120, 20], 300, 200))
    await upload(page, '/Day', 'start.txt', 'text/plain', Buffer.from('x'))
    guest = await visit()
  })
  afterAll(async () => {
    await guest.close()
    await browser.close()
    rmSync(files, { recursive: true, force: true })
  })

  it('1: uploads a folder of pictures', () =>
    task(1, '/Day', async () => {
      await give(page.getByLabel('Folder to upload'), join(files, 'Harbour'))
      await page.getByText('3 files uploaded').waitFor()
      await page.getByRole('main').getByRole('link', { name: /Harbour/ }).waitFor()
    }))

  it('2: looks at each picture', () =>
    task(2, '/Day/Harbour', async () => {
      // a picture that comes meanwhile may take the place of what has the focus
      await expect.poll(() => page.getByRole('main').locator('img').count()).toBe(3)
      await tile('boats.png').focus()
      await press('v')
      for (const name of ['boats.png', 'crane.png', 'dusk.png']) {
        await dialog().getByRole('heading', { name }).waitFor()
        if (name !== 'dusk.png') await press('ArrowRight')
      }
      await press('Escape')
    }))

  it('3: finds the finals without a credit, and adds it', async () => {
    for (const name of ['boats.png', 'dusk.png']) {
      await page.evaluate(
        async ([name]) => {
          const { hits } = (await (await fetch(`/services/search?q=${encodeURIComponent(`assetPath:"/Day/Harbour/${name}"`)}`)).json()) as { hits: { id: string }[] }
          await fetch('/services/update', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ id: hits[0]!.id, status: 'Final' }) })
        },
        [name] as const,
      )
    }
    await task(3, '/Day/Harbour', async () => {
      await type(page.getByRole('searchbox', { name: 'Search assets' }), 'status:Final assetModified:[NOW-7DAY TO NOW] NOT credit:*')
      await press('Enter')
      await page.getByText('2 assets', { exact: true }).waitFor()
      await click(tile('boats.png'), { modifiers: ['Control'] })
      await click(bar().getByRole('button', { name: 'Select all here' }))
      await click(bar().getByRole('button', { name: 'Edit metadata' }))
      // its group is closed at first, or open: that depends on the fields of this server
      await type(dialog().getByRole('searchbox', { name: 'Find a field' }), 'Credit')
      await type(dialog().getByLabel('Credit'), 'Harbour & Sons')
      await click(dialog().getByRole('button', { name: 'Save' }))
      await page.getByText('2 assets changed').waitFor()
    })
  })

  it('4: replaces a picture, and compares it', () =>
    task(4, '/Day/Harbour', async () => {
      await click(tile('crane.png'))
      await give(panel().getByLabel('File of the new version'), join(files, 'other.png'))
      await panel().getByText(/version 2/).waitFor()
      await click(panel().getByRole('link', { name: 'Versions' }))
      await click(panel().getByRole('button', { name: 'Compare version 1 with the current one' }))
      await expect.poll(() => dialog().locator('img').evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(2)
    }))

  it('5: takes in a picture whose name is taken, as its new version', () =>
    task(5, '/Day/Harbour', async () => {
      await give(page.getByLabel('Files to upload'), join(files, 'boats.png'))
      await click(page.getByRole('button', { name: 'New version', exact: true }))
      await page.getByText('1 file uploaded').waitFor()
    }))

  let printer = ''
  it('6: sends a selection to a printer as JPEGs of 2,000 pixels until Friday', () =>
    task(6, '/Day/Harbour', async () => {
      await click(tile('boats.png'), { modifiers: ['Control'] })
      await click(tile('dusk.png'), { modifiers: ['Control'] })
      await click(bar().getByRole('button', { name: 'Share' }))
      await type(dialog().getByLabel('Subject'), 'To the printer')
      await click(dialog().getByRole('button', { name: 'Friday' }))
      await click(dialog().getByLabel('JPEGs in a size'))
      await type(dialog().getByLabel('Pixels at most'), '2000')
      await click(dialog().getByRole('button', { name: 'Create the link' }))
      printer = await link()
      await click(dialog().getByRole('button', { name: 'Copy the link' }))
      await click(dialog().getByRole('button', { name: 'Done' }))
      await guest.page.goto(SERVER + printer)
      expect(await guest.page.getByRole('link', { name: /Download as JPEG, 2,000 px/ }).count()).toBe(2)
    }))

  it('7: downloads a selection for the web', () =>
    task(7, '/Day/Harbour', async () => {
      await click(tile('boats.png'), { modifiers: ['Control'] })
      await click(bar().getByRole('button', { name: 'Select all here' }))
      await click(bar().getByRole('button', { name: 'Download' }))
      await click(dialog().getByLabel('Pictures in a size'))
      await type(dialog().getByLabel('Pixels at most'), '800')
      const came = page.waitForEvent('download')
      await click(dialog().getByRole('button', { name: 'Download' }))
      expect((await came).suggestedFilename()).toBe('assets.zip')
    }))

  it('8: asks an agency for files and for approval', () =>
    task(8, '/Day/Harbour', async () => {
      await click(tile('dusk.png'), { modifiers: ['Control'] })
      await click(bar().getByRole('button', { name: 'Share' }))
      await type(dialog().getByLabel('Subject'), 'Your views, please')
      await click(dialog().getByLabel('to approve or reject each asset'))
      await click(dialog().getByLabel('to send files'))
      await type(dialog().getByLabel('Into the folder'), '/Day/From the agency')
      await click(dialog().getByText('Branding'))
      await type(dialog().getByLabel('Colour of the band'), '#1a6b3c')
      await type(dialog().getByLabel('Text in the band'), 'Harbour & Sons')
      await click(dialog().getByRole('button', { name: 'Create the link' }))
      await guest.page.goto(SERVER + (await link()))
      await click(dialog().getByRole('button', { name: 'Done' }))
      await guest.page.getByLabel('File').setInputFiles({ name: 'draft.txt', mimeType: 'text/plain', buffer: Buffer.from('A draft') })
      await guest.page.getByRole('button', { name: 'Send' }).click()
      await guest.page.getByRole('status').getByText('has arrived').waitFor()
      await guest.page.getByRole('button', { name: 'Approve' }).click()
      await guest.page.getByRole('status').getByText('You approved it').waitFor()
    }))

  it('9: extends a link', () =>
    task(9, '/Day', async () => {
      await click(page.getByRole('button', { name: 'Share links' }))
      await click(dialog().getByRole('button', { name: 'Change To the printer' }))
      await type(dialog().getByLabel('Until'), '2099-12-31')
      await click(dialog().getByRole('button', { name: 'Save' }))
      await dialog().getByRole('listitem').filter({ hasText: 'To the printer' }).getByText(/Until 2099-12-31|Until 2100-01-01/).waitFor()
    }))

  it('10: takes back a link', () =>
    task(10, '/Day', async () => {
      await click(page.getByRole('button', { name: 'Share links' }))
      await click(dialog().getByRole('button', { name: 'Revoke To the printer' }))
      await click(page.getByRole('dialog', { name: /^Revoke/ }).getByRole('button', { name: 'Revoke' }))
      await page.getByText('Share link revoked').waitFor()
      expect((await guest.context.request.get(SERVER + printer)).status()).toBe(410)
    }))

  it('takes as many steps as the documentation says', () => {
    expect([...counted]).toEqual(DESCRIBED)
  })

  it('made the browser complain of nothing', () => {
    expect(browser.complaints.all).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })
})
