import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, axeAll, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { call } from './made'

const PASSWORD = 'a password of a guest'

/** What a user may not do is not offered: an editor of nothing, with a basic licence. */
describe('a user with few rights', () => {
  let owner: Visit
  let browser: Visit
  let page: Page
  let asset = ''
  const panel = () => page.getByRole('complementary', { name: 'Asset' })

  beforeAll(async () => {
    owner = await visit()
    await logIn(owner.page)
    asset = (await upload(owner.page, '/Readable', 'notes.txt', 'text/plain', Buffer.from('Read me'))).id
    await call(owner.page, 'POST', '/api/users', { username: 'reader', password: PASSWORD, licence: 'basic' })
    await call(owner.page, 'PUT', '/api/folder-rights', { path: '/Readable', user: 'reader', permissions: 'VP-------' })
    browser = await visit({ width: 1440, height: 900 })
    page = browser.page
    await page.goto(SERVER)
    await page.getByLabel('User name').fill('reader')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
  })
  afterAll(async () => {
    await browser.close()
    await owner.close()
  })

  it('reads at once what the licence and the folders permit', async () => {
    const access = page.getByRole('region', { name: 'What you have' })
    await access.getByText('Basic').waitFor()
    await access.getByText('view, see the preview').waitFor()
    expect(await axeAll(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `basic-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await access.getByRole('link', { name: 'Readable' }).click()
    await page.getByRole('link', { name: /notes\.txt/ }).waitFor()
  })

  it('is not offered what the server would refuse', async () => {
    await expect.poll(() => page.getByRole('button', { name: 'Upload', exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'New folder' }).count()).toBe(0)
    expect(await page.getByRole('group', { name: 'This folder' }).getByRole('button').count()).toBe(0)
    await page.goto(`${SERVER}/?folder=/Readable&asset=${asset}&sel=${asset}`)
    await panel().getByText('You may not edit the metadata of this asset.').waitFor()
    for (const name of ['Rename', 'Check out', 'New version', 'Remove this asset', 'Save']) expect(await panel().getByRole('button', { name }).count(), name).toBe(0)
    expect(await panel().getByRole('link', { name: 'Download' }).count()).toBe(0)
    const selection = page.getByRole('region', { name: 'Selection' })
    for (const name of ['Edit metadata', 'Move', 'Remove']) await expect.poll(() => selection.getByRole('button', { name, exact: true }).count(), { message: name }).toBe(0)
    expect(await axe(page)).toEqual([])
    await panel().getByRole('link', { name: 'Relations' }).click()
    await panel().getByText('not related to any other').waitFor()
    expect(await panel().getByRole('group', { name: 'Relate this asset' }).count()).toBe(0)
    expect(browser.complaints.all).toEqual([])
  })
})
