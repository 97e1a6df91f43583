import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'

const PASSWORD = 'a password of a guest'

let owner: Visit
let browser: Visit
let page: Page

beforeAll(async () => {
  owner = await visit()
  await logIn(owner.page)
})
afterAll(() => owner.close())

/** What a user may not do is not offered: an editor of nothing, with a basic licence. */
describe.each(WAYS)('a user with few rights, by %s,', (way) => {
  let hands: Hands
  const reader = `reader-${way}`
  const folder = `/Readable by ${way}`
  let asset = ''
  const dialog = () => page.getByRole('dialog')
  const selection = () => page.getByRole('region', { name: 'Selection' })
  const permit = (permissions: string) => call(owner.page, 'PUT', '/api/folder-rights', { path: folder, user: reader, permissions })
  const panel = () => page.getByRole('complementary', { name: 'Asset' })

  beforeAll(async () => {
    asset = (await upload(owner.page, folder, 'notes.txt', 'text/plain', Buffer.from('Read me'))).id
    await call(owner.page, 'POST', '/api/users', { username: reader, password: PASSWORD, licence: 'basic' })
    await permit('VP-------')
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    hands = handsOf(way, page)
    await page.goto(SERVER)
    await hands.type(page.getByLabel('User name'), reader)
    await hands.type(page.getByLabel('Password', { exact: true }), PASSWORD)
    await hands.press(page.getByRole('button', { name: 'Log in' }))
  })
  afterAll(() => browser.close())

  it('reads at once what the licence and the folders permit', async () => {
    const access = page.getByRole('region', { name: 'What you have' })
    await access.getByText('Basic').waitFor()
    await access.getByText('view, see the preview').waitFor()
    await hands.look(async () => {
      expect(await axeAll(page)).toEqual([])
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${width} px`).toEqual([])
        await picture(page, `basic-${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.press(access.getByRole('link', { name: folder.slice(1) }))
    await page.getByRole('link', { name: /notes\.txt/ }).waitFor()
  })

  it('is not offered what the server would refuse', async () => {
    await expect.poll(() => page.getByRole('button', { name: 'Upload', exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'New folder' }).count()).toBe(0)
    expect(await page.getByRole('group', { name: 'This folder' }).getByRole('button').count()).toBe(0)
    await page.goto(`${SERVER}/?folder=${folder}&asset=${asset}&sel=${asset}`)
    await panel().getByText('You may not edit the metadata of this asset.').waitFor()
    for (const name of ['Rename', 'Check out', 'New version', 'Remove this asset', 'Save']) expect(await panel().getByRole('button', { name }).count(), name).toBe(0)
    expect(await panel().getByRole('link', { name: 'Download' }).count()).toBe(0)
    for (const name of ['Edit metadata', 'Move', 'Copy', 'Remove']) await expect.poll(() => selection().getByRole('button', { name, exact: true }).count(), { message: name }).toBe(0)
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await hands.press(panel().getByRole('link', { name: 'Relations' }))
    await panel().getByText('not related to any other').waitFor()
    expect(await panel().getByRole('group', { name: 'Relate this asset' }).count()).toBe(0)
  })

  it('is offered of a selection that is out of sight only what all of it permits', async () => {
    await page.goto(`${SERVER}/?q=${encodeURIComponent('filename:none.txt')}&sel=${asset}`)
    await selection().getByRole('button', { name: 'Share', exact: true }).waitFor()
    for (const name of ['Edit metadata', 'Move', 'Copy', 'Remove']) await expect.poll(() => selection().getByRole('button', { name, exact: true }).count(), { message: name }).toBe(0)
  })

  it('shares and downloads no more than previews', async () => {
    await hands.press(selection().getByRole('button', { name: 'Share', exact: true }))
    expect(await dialog().getByLabel('Previews only, up to 1,600 pixels').isChecked()).toBe(true)
    for (const name of ['The original files', 'to approve or reject each asset']) expect(await dialog().getByLabel(name).count(), name).toBe(0)
    await hands.tick(dialog().getByLabel('to send files'))
    expect(await dialog().getByLabel('Into the folder').inputValue()).toBe(`/Users/${reader}`)
    await hands.look(async () => expect(await axeAll(page)).toEqual([]))
    await hands.type(dialog().getByLabel('Subject'), 'My notes')
    await hands.press(dialog().getByRole('button', { name: 'Create the link' }))
    await hands.press(dialog().getByRole('button', { name: 'Done' }))
    await hands.press(selection().getByRole('button', { name: 'Download', exact: true }))
    expect(await dialog().getByLabel('Previews, JPEG up to 1,600 pixels').isChecked()).toBe(true)
    expect(await dialog().getByLabel(/^The original file/).count()).toBe(0)
    await hands.press(dialog().getByRole('button', { name: 'Cancel' }))

    await permit('V--------')
    await page.goto(`${SERVER}/?folder=${folder}&asset=${asset}&sel=${asset}`)
    await panel().getByText('You may not change its file.').waitFor()
    for (const name of ['Share', 'Download', 'Copy']) await expect.poll(() => page.getByRole('button', { name, exact: true }).count(), { message: name }).toBe(0)
  })

  it('promotes only with both permissions', async () => {
    await owner.page.evaluate(
      async ([id]) => {
        const form = new FormData()
        form.append('id', id)
        form.append('Filedata', new File(['Read me again'], 'notes.txt', { type: 'text/plain' }))
        await fetch('/services/update', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: form })
      },
      [asset] as const,
    )
    const promote = panel().getByRole('button', { name: 'Promote version 1' })
    for (const [permissions, offered] of [['VPU-E----', 0], ['VPUME----', 1]] as const) {
      await permit(permissions)
      await page.goto(`${SERVER}/?folder=${folder}&asset=${asset}&ptab=versions`)
      await panel().getByRole('button', { name: 'Compare version 1 with the current one' }).waitFor()
      expect(await promote.count(), permissions).toBe(offered)
    }
  })

  it('leaves to another user what that user has checked out', async () => {
    await permit('VPUMER---')
    await call(owner.page, 'POST', `/services/checkout/${asset}`)
    const file = () => panel().getByRole('button', { name: /^(Check out|Check in|Undo check-out|New version|Rename|Promote version 1)$/ })
    await page.goto(`${SERVER}/?folder=${folder}&asset=${asset}&ptab=versions`)
    await panel().getByText('Checked out by ada').waitFor()
    await panel().getByRole('button', { name: 'Compare version 1 with the current one' }).waitFor()
    expect(await file().count()).toBe(0)
    await owner.page.goto(`${SERVER}/?folder=${folder}&asset=${asset}`)
    await owner.page.getByRole('button', { name: 'Undo check-out' }).click()
    await owner.page.getByRole('button', { name: 'Check out', exact: true }).waitFor()
    await page.reload()
    await panel().getByRole('button', { name: 'Check out', exact: true }).waitFor()
    await expect.poll(() => file().count()).toBe(4)
  })

  it('removes, and brings back only with the permission to create', async () => {
    await permit('V-------D')
    await page.goto(`${SERVER}/?folder=${folder}&sel=${asset}`)
    await hands.press(selection().getByRole('button', { name: 'Remove', exact: true }))
    await dialog().getByText('It stays in the trash for 30 days').waitFor()
    await hands.press(dialog().getByRole('button', { name: 'Remove' }))
    await page.getByText('1 asset removed').waitFor()
    expect(await page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0)
    const row = page.getByRole('list', { name: 'Assets in the trash' }).getByRole('listitem').filter({ hasText: 'notes.txt' })
    const restore = page.getByRole('button', { name: /^Restore/ })
    await page.goto(`${SERVER}/?trash=1`)
    await hands.tick(row.getByRole('checkbox'))
    await page.getByRole('button', { name: 'Delete selected for good' }).waitFor()
    expect(await restore.count()).toBe(0)
    await hands.look(async () => expect(await axe(page)).toEqual([]))
    await permit('V------CD')
    await page.reload()
    await row.waitFor()
    expect(await restore.count()).toBe(2)
    expect(browser.complaints.all).toEqual([])
    expect(hands.faults).toEqual([])
  })
})
