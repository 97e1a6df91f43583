import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { call } from './made'

const FOLDER = '/Campaign'
const LONG = 'A name that is as long as the names of files are when people put everything into them, until nothing fits'

interface Found {
  hits: { metadata: Record<string, unknown> }[]
}

/** The editor is made from the field registry; `config/fields.csv` of this server declares fields in a group of their own. */
describe('the metadata editor', () => {
  let browser: Visit
  let page: Page
  const ids: string[] = []
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  const stored = async (id: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${id}"`)}`)).hits[0]!.metadata

  beforeAll(async () => {
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    await logIn(page)
    for (const name of ['one.txt', 'two.txt', `${LONG}.txt`]) ids.push((await upload(page, FOLDER, name, 'text/plain', Buffer.from(name))).id)
  })
  afterAll(() => browser.close())

  it('has an input for each type of field, in the groups of the asset’s kind', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}&asset=${ids[0]}`)
    await panel().getByRole('button', { name: 'Campaigns' }).waitFor()
    expect(await panel().getByRole('button', { name: 'Camera' }).count()).toBe(0)
    await panel().getByLabel('Campaign', { exact: true }).selectOption('Spring 2027')
    await panel().getByLabel('Embargo until').fill('2027-03-01')
    await panel().getByLabel('Price').fill('12.50')
    await panel().getByText('Choose from the tree of Topics').click()
    await panel().getByRole('checkbox', { name: 'Cats' }).check()
    expect(await axeAll(page)).toEqual([])
    await panel().getByRole('searchbox', { name: 'Find a field' }).fill('publish date')
    await panel().getByLabel('Publish date').fill('2027-03-01T10:00:30')
    await panel().getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()

    expect(await stored(ids[0]!)).toMatchObject({
      cf_campaign: { value: 'spring' },
      cf_embargo: { value: Date.UTC(2027, 2, 1) },
      cf_price: 12.5,
      cf_topics: ['animals/cats'],
      publishDate: { value: Date.UTC(2027, 2, 1, 10, 0, 30) },
    })
    await panel().getByRole('searchbox', { name: 'Find a field' }).fill('')
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `metadata-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('says at the field what is wrong, and what is required and missing', async () => {
    browser.complaints.allow(/400 .*\/services\/update/)
    await panel().getByLabel('Price').fill('twelve')
    await panel().getByRole('button', { name: 'Save' }).click()
    await panel().getByRole('alert').getByText(/'cf_price' is 'twelve', but must be/).waitFor()
    await panel().getByRole('button', { name: 'Undo changes' }).click()
    await panel().getByRole('button', { name: /Creator and rights.*incomplete/ }).click()
    await panel().getByText('Required: metadata is not complete without it').waitFor()
    await panel().getByLabel('Copyright notice').fill('© Ada')
    await panel().getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await stored(ids[0]!)).metadataComplete).toBe('true')
  })

  it('adds to, removes from and replaces lists of many assets', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}&sel=${ids.join(',')}`)
    await page.getByRole('button', { name: 'Edit metadata' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('In some: animals/cats').waitFor()
    await dialog.getByLabel('Topics', { exact: true }).fill('plants,')
    expect(await axe(page)).toEqual([])
    await picture(page, 'metadata-bulk')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('3 assets changed').waitFor()
    expect((await stored(ids[0]!)).cf_topics).toEqual(['animals/cats', 'plants'])
    expect((await stored(ids[1]!)).cf_topics).toEqual(['plants'])

    await page.getByRole('button', { name: 'Edit metadata' }).click()
    await dialog.getByText('In all: plants').waitFor()
    await dialog.getByLabel('How Topics changes').selectOption('Remove')
    await dialog.getByLabel('Topics', { exact: true }).fill('animals/cats,')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await stored(ids[0]!)).cf_topics).toEqual(['plants'])
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await page.getByText('Change undone').waitFor()
    expect((await stored(ids[0]!)).cf_topics).toEqual(['animals/cats', 'plants'])
    expect(browser.complaints.all).toEqual([])
  })
})
