import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, forgetChoices, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'

const LONG = 'A name that is as long as the names of files are when people put everything into them, until nothing fits'

interface Found {
  hits: { metadata: Record<string, unknown> }[]
}

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** The editor is made from the field registry; `config/fields.csv` of this server declares fields in a group of their own. */
describe.each(WAYS)('the metadata editor, by %s,', (way) => {
  let hands: Hands
  const folder = `/Campaign by ${way}`
  const ids: string[] = []
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  const stored = async (id: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${id}"`)}`)).hits[0]!.metadata

  beforeAll(async () => {
    hands = handsOf(way, page)
    await forgetChoices(page)
    for (const name of ['one.txt', 'two.txt', `${LONG}.txt`]) ids.push((await upload(page, folder, name, 'text/plain', Buffer.from(name))).id)
  })

  it('has an input for each type of field, in the groups of the asset’s kind', async () => {
    await page.goto(`${SERVER}/?folder=${folder}&asset=${ids[0]}`)
    await panel().getByRole('button', { name: 'Campaigns' }).waitFor()
    expect(await panel().getByRole('button', { name: 'Camera' }).count()).toBe(0)
    await hands.choose(panel().getByLabel('Campaign', { exact: true }), 'Spring 2027')
    await hands.type(panel().getByLabel('Embargo until'), '2027-03-01')
    await hands.type(panel().getByLabel('Price'), '12.50')
    await hands.press(panel().getByText('Choose from the tree of Topics'))
    await hands.tick(panel().getByRole('checkbox', { name: 'Cats' }))
    await hands.look(() => clear(page))
    await hands.type(panel().getByRole('searchbox', { name: 'Find a field' }), 'publish date')
    await hands.type(panel().getByLabel('Publish date'), '2027-03-01T10:00:30')
    await hands.press(panel().getByRole('button', { name: 'Save' }))
    await announced(page, 'Saved')

    expect(await stored(ids[0]!)).toMatchObject({
      cf_campaign: { value: 'spring' },
      cf_embargo: { value: Date.UTC(2027, 2, 1) },
      cf_price: 12.5,
      cf_topics: ['animals/cats'],
      publishDate: { value: Date.UTC(2027, 2, 1, 10, 0, 30) },
    })
    await hands.type(panel().getByRole('searchbox', { name: 'Find a field' }), '')
    await hands.look(async () => {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `metadata-${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    })
  })

  it('says at the field what is wrong, and what is required and missing', async () => {
    browser.complaints.allow(/400 .*\/services\/update/)
    await hands.type(panel().getByLabel('Price'), 'twelve')
    await hands.press(panel().getByRole('button', { name: 'Save' }))
    await announced(page, /'cf_price' is 'twelve', but must be/)
    await hands.press(panel().getByRole('button', { name: 'Undo changes' }))
    await hands.press(panel().getByRole('button', { name: /Creator and rights.*incomplete/ }))
    await panel().getByText('Required: metadata is not complete without it').waitFor()
    await hands.type(panel().getByLabel('Copyright notice'), '© Ada')
    await hands.press(panel().getByRole('button', { name: 'Save' }))
    await expect.poll(async () => (await stored(ids[0]!)).metadataComplete).toBe('true')
  })

  it('adds to, removes from and replaces lists of many assets', async () => {
    await page.goto(`${SERVER}/?folder=${folder}&sel=${ids.join(',')}`)
    await hands.press(page.getByRole('button', { name: 'Edit metadata' }))
    const dialog = page.getByRole('dialog')
    await dialog.getByText('In some: animals/cats').waitFor()
    await hands.type(dialog.getByLabel('Topics', { exact: true }), 'plants,')
    await hands.look(async () => {
      await clear(page, axe)
      await picture(page, 'metadata-bulk')
    })
    await hands.press(dialog.getByRole('button', { name: 'Save' }))
    await announced(page, '3 assets changed')
    expect((await stored(ids[0]!)).cf_topics).toEqual(['animals/cats', 'plants'])
    expect((await stored(ids[1]!)).cf_topics).toEqual(['plants'])

    await hands.press(page.getByRole('button', { name: 'Edit metadata' }))
    await dialog.getByText('In all: plants').waitFor()
    await hands.choose(dialog.getByLabel('How Topics changes'), 'Remove')
    await hands.type(dialog.getByLabel('Topics', { exact: true }), 'animals/cats,')
    await hands.press(dialog.getByRole('button', { name: 'Save' }))
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await stored(ids[0]!)).cf_topics).toEqual(['plants'])
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }).last())
    await announced(page, 'Change undone')
    expect((await stored(ids[0]!)).cf_topics).toEqual(['animals/cats', 'plants'])
    expect(browser.complaints.all).toEqual([])
    expect(hands.faults).toEqual([])
  })
})
