import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call, until } from './made'

const LONG = 'a picture with a name as long as the names that cameras, agencies and people give to the files of a campaign.png'

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** Removing by mistake, and what comes back. */
describe.each(WAYS)('the trash, by %s,', (way) => {
  let hands: Hands
  const top = `/Mistakes by ${way}`
  const ids: Record<string, string> = {}
  const dialog = () => page.getByRole('dialog')
  const found = async (id: string) => (await call<{ totalHits: number }>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${id}"`)}`)).totalHits
  const list = () => page.getByRole('list', { name: 'Assets in the trash' })

  beforeAll(async () => {
    hands = handsOf(way, page)
    for (const [index, name] of ['one.png', 'two.png', LONG].entries()) ids[name] = (await upload(page, `${top}/Works`, name, 'image/png', drawn([60 + index * 70, 120, 160], 120, 80))).id
    ids.deep = (await upload(page, `${top}/Folder/Deep`, 'deep.txt', 'text/plain', Buffer.from('Deep'))).id
    await until<{ hits: { thumbnailUrl?: string }[] }>(page, `/services/search?q=${encodeURIComponent(`id:"${ids[LONG]!}"`)}`, ({ hits }) => Boolean(hits[0]?.thumbnailUrl))
  })

  it('undoes the removal of selected assets', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&sel=${ids['one.png']},${ids['two.png']}`)
    await hands.press(page.getByRole('button', { name: 'Remove', exact: true }))
    await dialog().getByText('They stay in the trash for 30 days').waitFor()
    await hands.look(() => clear(page))
    await hands.press(dialog().getByRole('button', { name: 'Remove' }))
    await announced(page, '2 assets removed')
    await hands.look(() => picture(page, 'trash-undo'))
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await announced(page, '2 assets restored')
    await page.getByRole('link', { name: /one\.png/ }).waitFor()
    expect(await found(ids['two.png']!)).toBe(1)
  })

  it('undoes the removal of a folder, which is made again', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Folder`)
    await hands.press(page.getByRole('group', { name: 'This folder' }).getByRole('button', { name: 'Remove the folder' }))
    await dialog().getByText('It stays in the trash for 30 days').waitFor()
    await hands.type(dialog().getByLabel(/^Type/), 'Folder')
    await hands.press(dialog().getByRole('button', { name: 'Remove' }))
    await announced(page, `Removed ${top}/Folder`)
    expect(await found(ids.deep!)).toBe(0)
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await announced(page, `Restored ${top}/Folder/Deep/deep.txt`)
    expect(await found(ids.deep!)).toBe(1)
  })

  it('restores from the list', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&asset=${ids[LONG]}`)
    const panel = page.getByRole('complementary', { name: 'Asset' })
    await hands.press(panel.getByRole('button', { name: 'Remove this asset' }))
    await dialog().getByText('It stays in the trash for 30 days').waitFor()
    await hands.press(dialog().getByRole('button', { name: 'Remove' }))
    await page.getByText(`Removed ${LONG}`).waitFor()

    await hands.press(page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Trash' }))
    const row = list().getByRole('listitem').filter({ hasText: LONG })
    await row.getByText(/Removed by ada .* deleted for good in/).waitFor()
    await page.waitForFunction((name) => [...document.querySelectorAll('li')].some((row) => row.textContent?.includes(name) && row.querySelector('img')?.naturalWidth), LONG)
    await hands.look(async () => {
      await clear(page, axe)
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `trash-${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.tick(row.getByRole('checkbox'))
    await announced(page, '1 asset selected')
    await hands.press(row.getByRole('button', { name: /^Restore/ }))
    await announced(page, `Restored ${top}/Works/${LONG}`)
    await row.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Trash')
    expect(await found(ids[LONG]!)).toBe(1)
  })

  it('filters, and deletes for good only after asking', async () => {
    await call(page, 'POST', `/services/remove?ids=${ids['one.png']},${ids['two.png']}`)
    await page.goto(`${SERVER}/?trash=1`)
    await hands.type(page.getByLabel('Name contains'), 'ONE')
    await hands.type(page.getByLabel('In the folder'), top)
    await hands.tick(page.getByLabel('Removed by me'))
    await hands.press(page.getByRole('button', { name: 'Filter', exact: true }))
    await expect.poll(() => list().getByRole('listitem').count()).toBe(1)
    await hands.tick(page.getByLabel('Select all shown'))
    await hands.press(page.getByRole('button', { name: 'Delete selected for good' }))
    await dialog().getByText('one.png', { exact: true }).waitFor()
    await dialog().getByText(`${top}/Works`, { exact: true }).waitFor()
    await hands.look(async () => {
      await clear(page)
      await picture(page, 'trash-delete')
    })
    await hands.press(dialog().getByRole('button', { name: 'Delete for good' }))
    await announced(page, '1 asset deleted for good')
    await announced(page, 'No assets in the trash match these filters.')
    await hands.press(page.getByRole('button', { name: 'Clear filters' }))
    await list().getByText('two.png', { exact: true }).waitFor()
    await hands.press(page.getByRole('button', { name: 'Empty the trash' }))
    await hands.press(dialog().getByRole('button', { name: 'Delete all for good' }))
    await page.getByText('The trash is empty').waitFor()
    await hands.look(() => clear(page))
  })

  it('has had no complaint from the browser all the way', () => {
    expect(hands.faults).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
