import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, upload } from '../../screenshots/data'
import { axe, axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { call, until } from './made'

const LONG = 'a picture with a name as long as the names that cameras, agencies and people give to the files of a campaign.png'

/** Removing by mistake, and what comes back. */
describe('the trash', () => {
  let browser: Visit
  let page: Page
  const ids: Record<string, string> = {}
  const dialog = () => page.getByRole('dialog')
  const found = async (id: string) => (await call<{ totalHits: number }>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${id}"`)}`)).totalHits
  const list = () => page.getByRole('list', { name: 'Assets in the trash' })

  beforeAll(async () => {
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    await logIn(page)
    for (const [index, name] of ['one.png', 'two.png', LONG].entries()) ids[name] = (await upload(page, '/Mistakes/Here', name, 'image/png', drawn([60 + index * 70, 120, 160], 120, 80))).id
    ids.deep = (await upload(page, '/Mistakes/Folder/Deep', 'deep.txt', 'text/plain', Buffer.from('Deep'))).id
    await until<{ hits: { thumbnailUrl?: string }[] }>(page, `/services/search?q=${encodeURIComponent(`id:"${ids[LONG]!}"`)}`, ({ hits }) => Boolean(hits[0]?.thumbnailUrl))
  })
  afterAll(() => browser.close())

  it('undoes the removal of selected assets', async () => {
    await page.goto(`${SERVER}/?folder=/Mistakes/Here&sel=${ids['one.png']},${ids['two.png']}`)
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await dialog().getByText('They stay in the trash for 30 days').waitFor()
    expect(await axeAll(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await page.getByText('2 assets removed').waitFor()
    await picture(page, 'trash-undo')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('2 assets restored').waitFor()
    await page.getByRole('link', { name: /one\.png/ }).waitFor()
    expect(await found(ids['two.png']!)).toBe(1)
  })

  it('undoes the removal of a folder, which is made again', async () => {
    await page.goto(`${SERVER}/?folder=/Mistakes/Folder`)
    await page.getByRole('group', { name: 'This folder' }).getByRole('button', { name: 'Remove the folder' }).click()
    await dialog().getByText('They stay in the trash for 30 days').waitFor()
    await dialog().getByLabel(/^Type/).fill('Folder')
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Removed /Mistakes/Folder').waitFor()
    expect(await found(ids.deep!)).toBe(0)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Restored /Mistakes/Folder/Deep/deep.txt').waitFor()
    expect(await found(ids.deep!)).toBe(1)
  })

  it('restores from the list by keys alone', async () => {
    await page.goto(`${SERVER}/?folder=/Mistakes/Here&asset=${ids[LONG]}`)
    const panel = page.getByRole('complementary', { name: 'Asset' })
    await panel.getByRole('button', { name: 'Remove this asset' }).click()
    await dialog().getByText('It stays in the trash for 30 days').waitFor()
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await page.getByText(`Removed ${LONG}`).waitFor()

    await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Trash' }).focus()
    await page.keyboard.press('Enter')
    const row = list().getByRole('listitem').filter({ hasText: LONG })
    await row.getByText(/Removed by ada .* deleted for good in/).waitFor()
    await page.waitForFunction((name) => [...document.querySelectorAll('li')].some((row) => row.textContent?.includes(name) && row.querySelector('img')?.naturalWidth), LONG)
    expect(await axe(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `trash-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await row.getByRole('checkbox').focus()
    await page.keyboard.press('Space')
    await page.getByText('1 asset selected').waitFor()
    await row.getByRole('button', { name: /^Restore/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(`Restored /Mistakes/Here/${LONG}`).waitFor()
    await row.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Trash')
    expect(await found(ids[LONG]!)).toBe(1)
  })

  it('filters, and deletes for good only after asking', async () => {
    await call(page, 'POST', `/services/remove?ids=${ids['one.png']},${ids['two.png']}`)
    await page.goto(`${SERVER}/?trash=1`)
    await page.getByLabel('Name contains').fill('ONE')
    await page.getByLabel('In the folder').fill('/Mistakes')
    await page.getByLabel('Removed by me').check()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await expect.poll(() => list().getByRole('listitem').count()).toBe(1)
    await page.getByLabel('Select all shown').check()
    await page.getByRole('button', { name: 'Delete selected for good' }).click()
    await dialog().getByText('/Mistakes/Here/one.png').waitFor()
    expect(await axeAll(page)).toEqual([])
    await picture(page, 'trash-delete')
    await dialog().getByRole('button', { name: 'Delete for good' }).click()
    await page.getByText('1 asset deleted for good').waitFor()
    await page.getByText('No assets in the trash match these filters.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await list().getByText('two.png', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Empty the trash' }).click()
    await dialog().getByRole('button', { name: 'Delete all for good' }).click()
    await page.getByText('The trash is empty').waitFor()
    expect(await axeAll(page)).toEqual([])
  })

  it('has had no complaint from the browser all the way', () => {
    expect(browser.complaints.all).toEqual([])
  })
})
