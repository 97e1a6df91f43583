import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'

const LONG_NAME = 'A collection with a name as long as the names that people give to the collections of a whole campaign'

interface Found {
  hits: { id: string; metadata: { assetPath: string; filename: string } }[]
}

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

/** Renaming, moving, copying, collections and relations; whatever is dragged can be done without dragging. */
describe.each(WAYS)('organising assets, by %s,', (way) => {
  let hands: Hands
  const LONG = `${LONG_NAME}, ${way}`
  const top = `/Organise by ${way}`
  const apart = `/Apart by ${way}`
  const ids: Record<string, string> = {}
  const dialog = () => page.getByRole('dialog')
  const panel = () => page.getByRole('complementary', { name: 'Asset' })
  /** The collection that is shown. */
  const collection = () => new URL(page.url()).searchParams.get('collection')!
  const selection = () => page.getByRole('region', { name: 'Selection' })
  const actions = () => page.getByRole('group', { name: 'This folder' })
  const chooser = () => dialog().getByRole('group', { name: 'Folders to choose from' })
  const dialogButton = (name: string) => dialog().getByRole('button', { name, exact: true })
  const path = async (name: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`id:"${ids[name]!}"`)}`)).hits[0]?.metadata.assetPath

  /** Takes the folder that is shown into another, without dragging it. */
  async function transfer(what: 'Move' | 'Copy', into: string) {
    await hands.press(actions().getByRole('button', { name: what, exact: true }))
    await hands.press(chooser().getByRole('button', { name: into, exact: true }))
    await hands.press(dialogButton(what))
  }

  beforeAll(async () => {
    hands = handsOf(way, page)
    for (const [index, name] of ['one', 'two', 'three'].entries()) ids[name] = (await upload(page, `${top}/Works`, `${name}.png`, 'image/png', drawn([60 + index * 70, 120, way === 'pointer' ? 160 : 170], 120, 80))).id
    await upload(page, `${top}/There`, 'other.txt', 'text/plain', Buffer.from('There'))
  })

  it('renames an asset, which keeps its extension', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&asset=${ids.one}`)
    await hands.press(panel().getByRole('button', { name: 'Rename' }))
    browser.complaints.allow(/status of 400/)
    await hands.type(dialog().getByLabel('Name'), 'fir;st')
    await hands.press(dialog().getByRole('button', { name: 'Rename' }))
    await announced(page, 'fir;st')
    await hands.type(dialog().getByLabel('Name'), 'first')
    await hands.look(() => clear(page))
    await hands.press(dialog().getByRole('button', { name: 'Rename' }))
    await announced(page, 'Renamed to first.png')
    expect(await path('one')).toBe(`${top}/Works/first.png`)
  })

  it('moves and copies to a folder of the tree, and moves back', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&sel=${ids.one}`)
    await announced(page, '1 asset selected')
    await hands.press(selection().getByRole('button', { name: 'Move', exact: true }))
    await hands.press(chooser().getByRole('button', { name: 'There', exact: true }))
    await hands.look(async () => {
      await clear(page)
      await picture(page, 'move')
    })
    await hands.press(dialogButton('Move'))
    await announced(page, '1 asset moved')
    expect(await path('one')).toBe(`${top}/There/first.png`)
    await page.goto(`${SERVER}/?folder=${top}/There&sel=${ids.one}`)
    await hands.press(selection().getByRole('button', { name: 'Copy', exact: true }))
    await hands.type(dialog().getByLabel('To the folder'), `${top}/Works`)
    await hands.press(dialogButton('Copy'))
    await announced(page, '1 asset copied')
    expect(await path('one')).toBe(`${top}/There/first.png`)
    expect((await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`assetPath:"${top}/Works/first.png"`)}`)).hits).toHaveLength(1)
  })

  it('moves to a folder of the tree beside it, and says of the same file where else it is', async () => {
    await page.goto(`${SERVER}/?folder=${top}/There`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    const other = page.getByRole('link', { name: /other\.txt/ })
    await hands.drag(other, tree.getByRole('link', { name: 'Works', exact: true }), async () => {
      await hands.mark(other)
      await hands.press(selection().getByRole('button', { name: 'Move', exact: true }))
      await hands.press(chooser().getByRole('button', { name: 'Works', exact: true }))
      await hands.press(dialogButton('Move'))
    })
    await page.getByText('1 asset moved').waitFor()
    await other.waitFor({ state: 'detached' })
    await expect.poll(() => new URL(page.url()).searchParams.get('sel')).toBeNull()
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await announced(page, 'Moved back')
    await other.waitFor()
    await page.goto(`${SERVER}/?folder=${top}/There&asset=${ids.one}`)
    await panel().getByText('The same file is in 1 other asset:').waitFor()
    await panel().getByRole('link', { name: `${top}/Works/first.png` }).waitFor()
  })

  it('copies a folder into another, moves it there, and moves it back', async () => {
    await upload(page, `${apart}/Box`, 'box.txt', 'text/plain', Buffer.from('Box'))
    await upload(page, `${apart}/Rack`, 'rack.txt', 'text/plain', Buffer.from('Rack'))
    const at = async (path: string) => (await call<Found>(page, 'GET', `/services/search?q=${encodeURIComponent(`assetPath:"${path}"`)}`)).hits.length
    const shown = () => new URL(page.url()).searchParams.get('folder')
    await page.goto(`${SERVER}/?folder=${apart}/Rack`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    const [box, rack] = ['Box', 'Rack'].map((name) => tree.getByRole('link', { name, exact: true })) as [Locator, Locator]
    const copy = async () => {
      await hands.press(box)
      await expect.poll(shown).toBe(`${apart}/Box`)
      await transfer('Copy', 'Rack')
    }
    await hands.drag(box, rack, copy, 'Control')
    await announced(page, `${apart}/Box copied to ${apart}/Rack`)
    await expect.poll(() => at(`${apart}/Rack/Box/box.txt`)).toBe(1)
    expect(await at(`${apart}/Box/box.txt`)).toBe(1)

    if (way === 'keyboard') await hands.press(rack)
    await expect.poll(shown).toBe(`${apart}/Rack`)
    await hands.drag(rack, box, () => transfer('Move', 'Box'))
    await expect.poll(shown).toBe(`${apart}/Box/Rack`)
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await expect.poll(shown).toBe(`${apart}/Rack`)
    await expect.poll(() => at(`${apart}/Rack/rack.txt`)).toBe(1)
    expect(await at(`${apart}/Box/Rack/rack.txt`)).toBe(0)

    await hands.press(actions().getByRole('button', { name: 'Rename' }))
    await hands.type(dialog().getByLabel('Name'), 'Shelf')
    await hands.press(dialog().getByRole('button', { name: 'Rename' }))
    await expect.poll(shown).toBe(`${apart}/Shelf`)
    await hands.press(page.getByRole('button', { name: 'Undo', exact: true }))
    await expect.poll(shown).toBe(`${apart}/Rack`)
    await expect.poll(() => at(`${apart}/Rack/rack.txt`)).toBe(1)
  })

  it('renames and moves a folder, and asks for its name before all in it is removed', async () => {
    await page.goto(`${SERVER}/?folder=${top}/There`)
    await hands.press(actions().getByRole('button', { name: 'Rename' }))
    await hands.type(dialog().getByLabel('Name'), 'Elsewhere')
    await hands.press(dialog().getByRole('button', { name: 'Rename' }))
    await announced(page, `${top}/There is ${top}/Elsewhere now`)
    expect(await path('one')).toBe(`${top}/Elsewhere/first.png`)
    expect(new URL(page.url()).searchParams.get('folder')).toBe(`${top}/Elsewhere`)

    await hands.press(actions().getByRole('button', { name: 'Move', exact: true }))
    await hands.press(chooser().getByRole('button', { name: 'Works', exact: true }))
    await hands.look(() => clear(page))
    await hands.press(dialogButton('Move'))
    await expect.poll(() => path('one')).toBe(`${top}/Works/Elsewhere/first.png`)

    await hands.press(actions().getByRole('button', { name: 'Remove the folder' }))
    await dialog().getByText('2 assets in it and its folders will be removed too').waitFor()
    await hands.look(() => clear(page))
    await hands.type(dialog().getByLabel(/^Type/), 'Elsewhere')
    await hands.press(dialog().getByRole('button', { name: 'Remove' }))
    await announced(page, `Removed ${top}/Works/Elsewhere`)
    await expect.poll(() => new URL(page.url()).searchParams.get('folder')).toBe(`${top}/Works`)
    expect(await path('one')).toBeUndefined()
  })

  it('moves a folder into another', async () => {
    const { id } = await upload(page, `${top}/Dragged`, 'in.txt', 'text/plain', Buffer.from('In a folder'))
    ids.dragged = id
    await page.goto(`${SERVER}/?folder=${top}/Works`)
    const tree = page.getByRole('navigation', { name: 'Folders' })
    const dragged = tree.getByRole('link', { name: 'Dragged', exact: true })
    await hands.drag(dragged, tree.getByRole('link', { name: 'Works', exact: true }), async () => {
      await hands.press(dragged)
      await transfer('Move', 'Works')
    })
    await expect.poll(() => path('dragged')).toBe(`${top}/Works/Dragged/in.txt`)
  })

  it('collects assets, orders them, and takes one out', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&sort=name-asc&sel=${ids.two},${ids.three}`)
    await hands.press(page.getByRole('button', { name: 'Add to a collection' }))
    await hands.type(dialog().getByLabel('Name'), LONG)
    await hands.look(() => clear(page))
    await hands.press(dialogButton('Add'))
    await announced(page, `2 assets in ${LONG}`)
    await hands.press(page.getByRole('region', { name: 'Collections' }).getByRole('link', { name: LONG }))
    const members = page.getByRole('list', { name: `Assets in ${LONG}` })
    const order = () => members.getByRole('link').locator('.caption').allInnerTexts()
    await expect.poll(order).toEqual(['three.png', 'two.png'])
    await hands.press(members.getByRole('button', { name: 'Move two.png to the front' }))
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    // said once it is stored
    await announced(page, 'two.png is number 1 of 2')
    await page.reload()
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    await hands.look(async () => {
      await clear(page)
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `collection-${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.press(members.getByRole('button', { name: 'Take three.png out' }))
    await expect.poll(order).toEqual(['two.png'])
  })

  it('collects into a collection that is there, and orders it again', async () => {
    const names = page.getByRole('region', { name: 'Collections' })
    await page.goto(`${SERVER}/?folder=${top}/Works`)
    const three = page.getByRole('link', { name: /^three\.png/ })
    await hands.drag(three, names.getByRole('link', { name: LONG }), async () => {
      await hands.mark(three)
      await hands.press(selection().getByRole('button', { name: 'Add to a collection' }))
      await hands.choose(dialog().getByLabel('Collection', { exact: true }), LONG)
      await hands.press(dialogButton('Add'))
    })
    await page.getByText(`1 asset in ${LONG}`).waitFor()
    await hands.press(names.getByRole('link', { name: LONG }))
    const members = page.getByRole('list', { name: `Assets in ${LONG}` })
    const order = () => members.getByRole('link').allInnerTexts()
    await expect.poll(order).toEqual(['two.png', 'three.png'])
    await hands.drag(members.getByRole('link', { name: 'three.png' }), members.getByRole('link', { name: 'two.png' }), () => hands.press(members.getByRole('button', { name: 'Move three.png to the front' })))
    await expect.poll(order).toEqual(['three.png', 'two.png'])
    // a place that is kept is there again after a reload
    await expect.poll(async () => (await call<{ hits: { relation: { relationMetadata: { position?: number } } }[] }>(page, 'GET', `/services/search?q=${encodeURIComponent(`relatedTo:${collection()} relationTarget:child relationType:contains`)}&sort=name-asc`)).hits.map(({ relation }) => Number(relation.relationMetadata.position))).toEqual([0, 1])
    await page.reload()
    await expect.poll(order).toEqual(['three.png', 'two.png'])
  })

  it('shares a collection with what comes into it later', async () => {
    await hands.press(page.getByRole('main').getByRole('button', { name: 'Share', exact: true }))
    await dialog().getByText('what is in the collection when it is opened').waitFor()
    await hands.look(() => clear(page))
    await hands.press(dialog().getByRole('button', { name: 'Create the link' }))
    await announced(page, 'Anyone with this link can see what is in the collection')
    const link = new URL((await dialog().getByRole('link').getAttribute('href'))!).pathname
    const shown = async () => [...(await (await page.request.get(SERVER + link)).text()).matchAll(/<h2>[^<]*<bdi>(.*?)<\/bdi>|<h2>(.*?)<\/h2>/g)].map((found) => (found[1] ?? found[2]!).replaceAll(/<[^>]*>/g, ''))
    expect(await shown()).toEqual(['three.png', 'two.png'])
    await call(page, 'POST', `/services/collection/add?collectionId=${collection()}&childIds=${ids.dragged}`)
    expect(await shown()).toEqual(['three.png', 'two.png', 'in.txt'])
    await call(page, 'POST', `/services/collection/remove?collectionId=${collection()}&childIds=${ids.dragged}`)
    await hands.press(dialog().getByRole('button', { name: 'Done' }))
    await hands.press(page.getByRole('button', { name: 'Share links' }))
    await dialog().getByRole('listitem').filter({ hasText: LONG }).getByText('1 collection, originals').waitFor()
  })

  it('relates assets, found or shown beside it, and shows them around each other', async () => {
    await page.goto(`${SERVER}/?folder=${top}/Works&asset=${ids.two}&ptab=relations`)
    await panel().getByRole('link', { name: new RegExp(LONG) }).waitFor()
    await hands.choose(panel().getByLabel('Kind of relation'), 'variation')
    await hands.type(panel().getByRole('searchbox', { name: 'Find an asset to relate' }), 'three')
    await announced(page, /\d+ assets? found/)
    await hands.press(panel().getByRole('list', { name: 'Found' }).getByRole('button', { name: new RegExp(`three\\.png.*${top}`) }))
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /three\.png/ }).waitFor()
    await hands.choose(panel().getByLabel('Kind of relation'), 'references')
    const first = page.getByRole('link', { name: /(^|\s)first\.png/ })
    await hands.drag(first, panel().getByRole('list', { name: 'Related assets' }), async () => {
      await hands.mark(first)
      await hands.press(panel().getByRole('button', { name: 'Relate to the 1 selected asset' }))
    })
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /first\.png/ }).waitFor()
    await hands.look(async () => {
      await clear(page, axe)
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `relations-${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.press(panel().getByRole('button', { name: /^End the relation: has the variation/ }))
    await panel().getByRole('list', { name: 'Related assets' }).getByRole('link', { name: /three\.png/ }).waitFor({ state: 'detached' })
    expect(browser.complaints.all).toEqual([])
    expect(hands.faults).toEqual([])
  })
})
