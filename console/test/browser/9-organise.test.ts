import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, upload } from '../../screenshots/data'
import { axe, axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { call } from './made'

const LONG = 'A collection with a name as long as the names that people give to the collections of a whole campaign'

interface Found {
  hits: { id: string; metadata: { assetPath: string; filename: string } }[]
}

/** Renaming, moving, copying, collections and relations, by keyboard and by dragging. */
describe('organising assets', () => {
  let browser: Visit
  let page: Page
  const ids: Record<string, string> = {}
  const dialog = () => page.getByRole('dialog')
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  /** The collection that is shown. */
  const collection = () => new URL(page.url()).searchParams.get('collection')!
  const selection = () => page.getByRole('region', { name: 'Selection' })
  const path = async (name: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${ids[name]!}"`)}`)).hits[0]?.metadata.assetPath

  beforeAll(async () => {
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    await logIn(page)
    for (const [index, name] of ['one', 'two', 'three'].entries()) ids[name] = (await upload(page, '/Organise/Here', `${name}.png`, 'image/png', drawn([60 + index * 70, 120, 160], 120, 80))).id
    await upload(page, '/Organise/There', 'other.txt', 'text/plain', Buffer.from('There'))
  })
  afterAll(() => browser.close())

  it('renames an asset, which keeps its extension', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/Here&asset=${ids.one}`)
    await panel().getByRole('button', { name: 'Rename' }).click()
    await dialog().getByLabel('Name').fill('first')
    expect(await axeAll(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Rename' }).click()
    await page.getByText('Renamed to first.png').waitFor()
    expect(await path('one')).toBe('/Organise/Here/first.png')
  })

  it('moves and copies to a folder of the tree, and moves back', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/Here&sel=${ids.one}`)
    await selection().getByRole('button', { name: 'Move', exact: true }).click()
    const tree = dialog().getByRole('group', { name: 'Folders to choose from' })
    await tree.getByRole('button', { name: 'There', exact: true }).click()
    expect(await axeAll(page)).toEqual([])
    await picture(page, 'move')
    await dialog().getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByText('1 asset moved').waitFor()
    expect(await path('one')).toBe('/Organise/There/first.png')
    await page.goto(`${SERVER}/?folder=/Organise/There&sel=${ids.one}`)
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await dialog().getByLabel('To the folder').fill('/Organise/Here')
    await dialog().getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByText('1 asset copied').waitFor()
    expect(await path('one')).toBe('/Organise/There/first.png')
    expect((await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent('assetPath:"/Organise/Here/first.png"')}`)).hits).toHaveLength(1)
  })

  it('moves by dragging to a folder, and says of the same file where else it is', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/There`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    await page.getByRole('link', { name: /other\.txt/ }).dragTo(tree.getByRole('link', { name: 'Here', exact: true }))
    await page.getByText('1 asset moved').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Moved back').waitFor()
    await page.goto(`${SERVER}/?folder=/Organise/There&asset=${ids.one}`)
    await panel().getByText('The same file is in 1 other asset:').waitFor()
    await panel().getByRole('link', { name: '/Organise/Here/first.png' }).waitFor()
  })

  it('copies a folder that is dragged with Ctrl, moves it without, and moves it back', async () => {
    await upload(page, '/Apart/Box', 'box.txt', 'text/plain', Buffer.from('Box'))
    await upload(page, '/Apart/Rack', 'rack.txt', 'text/plain', Buffer.from('Rack'))
    const at = async (path: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`assetPath:"${path}"`)}`)).hits.length
    const shown = () => new URL(page.url()).searchParams.get('folder')
    await page.goto(`${SERVER}/?folder=/Apart/Rack`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    const [box, rack] = ['Box', 'Rack'].map((name) => tree.getByRole('link', { name, exact: true })) as [Locator, Locator]
    await page.keyboard.down('Control')
    await box.dragTo(rack)
    await page.keyboard.up('Control')
    await page.getByText('/Apart/Box copied to /Apart/Rack').waitFor()
    await expect.poll(() => at('/Apart/Rack/Box/box.txt')).toBe(1)
    expect(await at('/Apart/Box/box.txt')).toBe(1)

    await rack.dragTo(box)
    await expect.poll(shown).toBe('/Apart/Box/Rack')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(shown).toBe('/Apart/Rack')
    await expect.poll(() => at('/Apart/Rack/rack.txt')).toBe(1)
    expect(await at('/Apart/Box/Rack/rack.txt')).toBe(0)

    await page.getByRole('group', { name: 'This folder' }).getByRole('button', { name: 'Rename' }).click()
    await dialog().getByLabel('Name').fill('Shelf')
    await dialog().getByRole('button', { name: 'Rename' }).click()
    await expect.poll(shown).toBe('/Apart/Shelf')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(shown).toBe('/Apart/Rack')
    await expect.poll(() => at('/Apart/Rack/rack.txt')).toBe(1)
  })

  it('renames and moves a folder, and asks for its name before all in it is removed', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/There`)
    const actions = page.getByRole('group', { name: 'This folder' })
    await actions.getByRole('button', { name: 'Rename' }).click()
    await dialog().getByLabel('Name').fill('Elsewhere')
    await dialog().getByRole('button', { name: 'Rename' }).click()
    await page.getByText('/Organise/There is /Organise/Elsewhere now').waitFor()
    expect(await path('one')).toBe('/Organise/Elsewhere/first.png')
    expect(new URL(page.url()).searchParams.get('folder')).toBe('/Organise/Elsewhere')

    await actions.getByRole('button', { name: 'Move', exact: true }).click()
    await dialog().getByRole('group', { name: 'Folders to choose from' }).getByRole('button', { name: 'Here', exact: true }).click()
    expect(await axeAll(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Move', exact: true }).click()
    await expect.poll(() => path('one')).toBe('/Organise/Here/Elsewhere/first.png')

    await actions.getByRole('button', { name: 'Remove the folder' }).click()
    await dialog().getByText('2 assets in it and its folders will be removed too').waitFor()
    expect(await axeAll(page)).toEqual([])
    await dialog().getByLabel(/^Type/).fill('Elsewhere')
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Removed /Organise/Here/Elsewhere').waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('folder')).toBe('/Organise/Here')
    expect(await path('one')).toBeUndefined()
  })

  it('moves a folder by dragging it to another', async () => {
    const { id } = await upload(page, '/Organise/Dragged', 'in.txt', 'text/plain', Buffer.from('In a folder'))
    ids.dragged = id
    await page.goto(`${SERVER}/?folder=/Organise/Here`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    await tree.getByRole('link', { name: 'Dragged', exact: true }).dragTo(tree.getByRole('link', { name: 'Here', exact: true }))
    await expect.poll(() => path('dragged')).toBe('/Organise/Here/Dragged/in.txt')
  })

  it('collects assets, orders them by keyboard, and takes one out', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/Here&sort=name-asc&sel=${ids.two},${ids.three}`)
    await page.getByRole('button', { name: 'Add to a collection' }).click()
    await dialog().getByLabel('Name').fill(LONG)
    expect(await axeAll(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(`2 assets in ${LONG}`).waitFor()
    await page.getByRole('region', { name: 'Collections' }).getByRole('link', { name: LONG }).click()
    const members = page.getByRole('list', { name: `Assets in ${LONG}` })
    const order = () => members.getByRole('link').locator('.caption').allInnerTexts()
    await expect.poll(order).toEqual(['three.png', 'two.png'])
    await members.getByRole('button', { name: 'Move two.png to the front' }).click()
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    // said once it is stored
    await page.getByText('two.png is number 1 of 2').waitFor({ state: 'attached' })
    await page.reload()
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    expect(await axeAll(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `collection-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await members.getByRole('button', { name: 'Take three.png out' }).click()
    await expect.poll(order).toEqual(['two.png'])
  })

  it('collects by dragging to the name of a collection, and orders by dragging', async () => {
    const names = page.getByRole('region', { name: 'Collections' })
    await page.goto(`${SERVER}/?folder=/Organise/Here`)
    await page.getByRole('link', { name: /^three\.png/ }).dragTo(names.getByRole('link', { name: LONG }))
    await page.getByText(`1 asset in ${LONG}`).waitFor()
    await names.getByRole('link', { name: LONG }).click()
    const members = page.getByRole('list', { name: `Assets in ${LONG}` })
    const order = () => members.getByRole('link').allInnerTexts()
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    await members.getByRole('link', { name: 'three.png' }).dragTo(members.getByRole('link', { name: 'two.png' }))
    await expect.poll(order).toEqual(['three.png', 'two.png'])
    // a place that is kept is there again after a reload
    await expect.poll(async () => (await call<{ hits: { relation: { relationMetadata: { position?: number } } }[] }>(page, 'GET', `/services/search?q=${encodeURIComponent(`relatedTo:${collection()} relationTarget:child relationType:contains`)}&sort=name-asc`)).hits.map(({ relation }) => Number(relation.relationMetadata.position))).toEqual([0, 1])
    await page.reload()
    await expect.poll(order).toEqual(['three.png', 'two.png'])
  })

  it('shares a collection with what comes into it later', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Share', exact: true }).click()
    await dialog().getByText('what is in the collection when it is opened').waitFor()
    expect(await axeAll(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Create the link' }).click()
    const link = new URL((await dialog().getByRole('link').getAttribute('href'))!).pathname
    const shown = async () => [...(await (await page.request.get(SERVER + link)).text()).matchAll(/<h2>[^<]*<bdi>(.*?)<\/bdi>|<h2>(.*?)<\/h2>/g)].map((found) => (found[1] ?? found[2]!).replaceAll(/<[^>]*>/g, ''))
    expect(await shown()).toEqual(['three.png', 'two.png'])
    await call(page, 'POST', `/services/collection/add?collectionId=${collection()}&childIds=${ids.dragged}`)
    expect(await shown()).toEqual(['three.png', 'two.png', 'in.txt'])
    await call(page, 'POST', `/services/collection/remove?collectionId=${collection()}&childIds=${ids.dragged}`)
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Share links' }).click()
    await dialog().getByRole('listitem').filter({ hasText: LONG }).getByText('1 collection, originals').waitFor()
  })

  it('relates assets, found or dragged, and shows them around each other', async () => {
    await page.goto(`${SERVER}/?folder=/Organise/Here&asset=${ids.two}&ptab=relations`)
    await panel().getByRole('link', { name: new RegExp(LONG) }).waitFor()
    await panel().getByLabel('Kind of relation').selectOption('variation')
    await panel().getByRole('searchbox', { name: 'Find an asset to relate' }).fill('three')
    await panel().getByRole('list', { name: 'Found' }).getByRole('button', { name: /three\.png/ }).click()
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /three\.png/ }).waitFor()
    await panel().getByLabel('Kind of relation').selectOption('references')
    await page.getByRole('link', { name: /(^|\s)first\.png/ }).dragTo(panel().getByRole('list', { name: 'Related assets' }))
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /first\.png/ }).waitFor()
    expect(await axe(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `relations-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await panel().getByRole('button', { name: /^End the relation: has the variation/ }).click()
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /three\.png/ }).waitFor({ state: 'detached' })
    expect(browser.complaints.all).toEqual([])
  })
})
