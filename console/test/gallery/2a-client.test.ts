import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture, upload } from '../../screenshots/data'
import { logIn, logInAs, visit, type Visit } from '../browser/browser'
import { film, pdf, tone } from '../browser/media'
import { click, looked, type Case } from './looks'
import { BASIC, logInByApi, long, readScene } from './scene'

/** What the assets client opens beside its pages, and what guests see of it. */
const scene = readScene()
const { asset, pier, versioned, collection, folder, links } = scene
const inFolder = `/?folder=${encodeURIComponent(folder)}`
const selected = `${inFolder}&sel=${asset},${pier}`
const MEDIA = `/${long('Media')}`
const LARGE_BYTES = 17 * 1024 * 1024

let browser: Visit
let page: Page
const media: Record<string, string> = {}

beforeAll(async () => {
  await logInByApi()
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
  const files: [string, string, Buffer][] = [
    ['film.webm', 'video/webm', await film(page)],
    ['song.wav', 'audio/wav', tone()],
    ['book.pdf', 'application/pdf', pdf(3)],
    ['broken.png', 'image/png', Buffer.from('\x89PNG\r\n\x1a\nthis is no picture')],
  ]
  for (const [name, type, content] of files) media[name] = (await upload(page, MEDIA, `${long('M')}${name}`, type, content)).id
})
afterAll(() => browser.close())

const dialog = (on: Page) => on.getByRole('dialog')
const panel = (on: Page) => on.getByRole('complementary', { name: 'Asset' })
const button = (name: string) => async (on: Page) => on.getByRole('button', { name, exact: true }).click()
const act = (name: string) => async (on: Page) => on.getByRole('region', { name: 'Selection' }).getByRole('button', { name, exact: true }).click()
const ofFolder = (name: string) => async (on: Page) => on.getByRole('group', { name: 'This folder' }).getByRole('button', { name, exact: true }).click()
/** Does one after the other, and waits for what it says. */
const then = (...steps: ((on: Page) => Promise<unknown>)[]) => async (on: Page) => {
  for (const step of steps) await step(on)
}
const says = (text: string | RegExp) => (on: Page) => dialog(on).getByText(text).first().waitFor()
const folders = (on: Page) => on.getByRole('button', { name: 'Folders', exact: true }).click()
const choose = (...files: { name: string; mimeType: string; buffer: Buffer }[]) => (on: Page) => on.getByLabel('Files to upload').setInputFiles(files)
const text = (name: string, content: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
const uploads = (on: Page) => on.getByRole('region', { name: 'Uploads' })
const plays = (tag: string) => (on: Page) => expect.poll(() => on.getByRole('dialog').locator(tag).evaluate((element) => (element as HTMLMediaElement).readyState)).toBeGreaterThanOrEqual(1)
const drawn = (count: number) => (on: Page) => expect.poll(() => on.getByRole('dialog').locator('img').evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(count)

const FINDING: Case[] = [
  { name: 'client-bulk-edit', path: selected, ready: 'Pier.png', open: then(act('Edit metadata'), says(/In some/)) },
  { name: 'client-query', path: `${inFolder}&q=${encodeURIComponent(`tags:"${long('spring')}" AND status:"Final"`)}`, ready: 'Search by fields', open: then(button('Search by fields'), button('Add a line')) },
  { name: 'client-query-own', path: `${inFolder}&q=${encodeURIComponent(`${long('nothing')} OR *`)}`, ready: 'Search by fields', open: then(button('Search by fields'), says('Added to your query')) },
  { name: 'client-search', path: `${inFolder}&q=${long('Lighthouse').slice(0, 40)}*&f.tags=${long('spring')}`, ready: 'Clear filters' },
  { name: 'client-no-match', path: `${inFolder}&q=${long('nothing')}`, ready: 'Clear filters' },
  { name: 'client-saved-search', path: scene.search, ready: long('Shared search'), open: (on) => on.getByRole('button', { name: /^Change the saved search/ }).waitFor(), narrow: folders },
  { name: 'client-save-search', path: `${inFolder}&q=${long('L').slice(0, 1)}*`, ready: 'Save search', open: button('Save search') },
  { name: 'client-change-search', path: scene.search, ready: long('Shared search'), open: click(/^Change the saved search/) },
  { name: 'client-remove-search', path: scene.search, ready: long('Shared search'), open: click(/^Remove the saved search/) },
  { name: 'client-view-options', path: inFolder, ready: 'Pier.png', open: button('View options') },
]

const ORGANISING: Case[] = [
  { name: 'client-collection', path: `/?collection=${collection}`, ready: 'Pier.png', open: (on) => on.getByRole('main').getByText('3 assets').waitFor(), narrow: folders },
  { name: 'client-collection-new', path: `/?collection=${collection}`, ready: 'Pier.png', open: button('New collection') },
  { name: 'client-collection-share', path: `/?collection=${collection}`, ready: 'Pier.png', open: then((on) => on.getByRole('main').getByRole('button', { name: 'Share', exact: true }).click(), says('what is in the collection when it is opened')) },
  { name: 'client-collect', path: selected, ready: 'Pier.png', open: then(act('Add to a collection'), async (on) => { await dialog(on).getByLabel('Collection', { exact: true }).selectOption(collection) }) },
  { name: 'client-move', path: selected, ready: 'Pier.png', open: then(act('Move'), says(long('Campaigns'))) },
  { name: 'client-copy', path: selected, ready: 'Pier.png', open: then(act('Copy'), says(long('Campaigns'))) },
  { name: 'client-remove', path: selected, ready: 'Pier.png', open: then(act('Remove'), says('in the trash for')) },
  { name: 'client-download', path: selected, ready: 'Pier.png', open: then(act('Download'), (on) => dialog(on).getByLabel('Pictures in a size').check()) },
  { name: 'client-share', path: selected, ready: 'Pier.png', open: then(act('Share'), (on) => dialog(on).getByLabel('JPEGs in a size').check(), (on) => dialog(on).getByLabel('to send files').check(), (on) => dialog(on).getByText('Branding').click()) },
  { name: 'client-rename', path: `${inFolder}&asset=${pier}`, ready: 'Created by', open: (on) => panel(on).getByRole('button', { name: 'Rename' }).click() },
  { name: 'client-folder-rename', path: inFolder, ready: 'Pier.png', open: ofFolder('Rename') },
  { name: 'client-folder-move', path: inFolder, ready: 'Pier.png', open: then(ofFolder('Move'), says(long('Campaigns'))) },
  { name: 'client-folder-remove', path: inFolder, ready: 'Pier.png', open: then(ofFolder('Remove the folder'), says('will be removed too')) },
  { name: 'client-folder-new', path: inFolder, ready: 'Pier.png', open: button('New folder') },
  { name: 'client-trash-selected', path: '/?trash=1', ready: 'deleted for good', open: then((on) => on.getByLabel('Select all shown').check(), button('Delete selected for good')) },
  { name: 'client-trash-empty', path: '/?trash=1', ready: 'deleted for good', open: button('Empty the trash') },
  { name: 'client-comment-remove', path: `${inFolder}&asset=${asset}&ptab=comments`, ready: 'Write a comment', open: then((on) => panel(on).getByText(long('Too dark')).waitFor(), (on) => panel(on).getByRole('button', { name: /^Remove/ }).last().click()) },
  { name: 'client-link-change', path: inFolder, ready: 'Pier.png', open: then(button('Share links'), button(`Change ${long('For the printer')}`), says('Branding')) },
  { name: 'client-link-revoke', path: inFolder, ready: 'Pier.png', open: then(button('Share links'), button(`Revoke ${long('For the printer')}`)) },
]

const LOOKING: Case[] = [
  { name: 'client-compare', path: `/?asset=${versioned}&ptab=versions`, ready: 'Version 1', open: then(button('Compare version 1 with the current one'), drawn(2)) },
  ...[{ name: 'film.webm', open: plays('video') }, { name: 'song.wav', open: plays('audio') }, { name: 'book.pdf', open: says('Page 1 of 3') }, { name: 'broken.png', open: says('This file cannot be shown') }].map(({ name, open }) => ({
    name: `client-viewer-${name.split('.')[0]}`,
    get path() {
      return `/?folder=${encodeURIComponent(MEDIA)}&show=${media[name]}`
    },
    ready: /^\d of 4$/,
    open,
  })),
]

describe('the assets client', () => {
  it.each([...FINDING, ...ORGANISING, ...LOOKING])('$name', async (one) => {
    expect(await looked(page, one)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })

  it('client-uploads', async () => {
    // one is on its way for ever, one fails, one is a duplicate, and the name of one is taken
    browser.complaints.allow(/status of 400/)
    await page.route('**/api/uploads/*', (route) => (route.request().method() === 'PATCH' ? new Promise(() => {}) : route.continue()))
    const files = choose(
      { name: `${long('Large')}.bin`, mimeType: 'application/octet-stream', buffer: Buffer.alloc(LARGE_BYTES, 7) },
      text(`${long('Refused')};.txt`, 'x'),
      { name: `${long('Again')}.png`, mimeType: 'image/png', buffer: picture([150, 140, 90], 240, 160) },
      text('Pier.png', 'another'),
    )
    const open = then(files, (on) => uploads(on).getByText('Name is taken').waitFor(), (on) => uploads(on).getByText('The same file is already at').waitFor(), (on) => uploads(on).getByText(/^Failed/).first().waitFor())
    expect(await looked(page, { name: 'client-uploads', path: inFolder, ready: 'Pier.png', open })).toEqual([])
    await uploads(page).getByRole('button', { name: 'Skip' }).click()
    await uploads(page).getByRole('button', { name: `Cancel ${long('Large')}.bin` }).click()
    await uploads(page).getByRole('button', { name: 'Close the list of uploads' }).click()
    await page.unroute('**/api/uploads/*')
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a guest', () => {
  let guest: Visit
  beforeAll(async () => {
    guest = await visit({ width: 1440, height: 900 })
  })
  afterAll(() => guest.close())

  it.each([
    { name: 'guest-branded', path: links.branded, ready: long('For the printer') },
    { name: 'guest-view', path: `${links.branded}/view/${asset}`, ready: 'All of them', open: (on: Page) => expect.poll(() => on.locator('img.large').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0) },
    { name: 'guest-sent', path: links.open, ready: 'Send a file', open: then((on) => on.getByLabel('File', { exact: true }).setInputFiles(text(`${long('Draft')}.txt`, 'A draft')), button('Send'), (on) => on.getByRole('status').getByText('has arrived').waitFor()) },
    { name: 'guest-refused', path: links.open, ready: 'Send a file', open: then((on) => on.getByLabel('File', { exact: true }).setInputFiles(text(`${long('Draft')};.txt`, 'x')), button('Send'), (on) => on.getByRole('heading', { name: 'That did not work' }).waitFor()) },
    { name: 'guest-rejected', path: links.open, ready: 'Send a file', open: then((on) => on.getByLabel('Comment').fill(long('Too dark')), (on) => on.getByLabel(/^Your name/).last().fill(long('Bo')), button('Reject'), (on) => on.getByText('You rejected it').waitFor()) },
    { name: 'guest-revoked', path: links.revoked, ready: 'This link was withdrawn' },
    { name: 'guest-unknown', path: '/share/nothing', ready: 'There is nothing at this link' },
  ] satisfies Case[])('$name', async (one) => {
    guest.complaints.allow(/status of 4/)
    expect(await looked(guest.page, one)).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })

  it.each([
    { name: 'basic-assets', path: '/', ready: 'What you have' },
    { name: 'basic-folder', path: inFolder, ready: 'Pier.png' },
    { name: 'basic-asset', path: `${inFolder}&asset=${pier}`, ready: 'Created by' },
    { name: 'basic-menu', path: inFolder, ready: 'Pier.png', open: click(/^Menu of/) },
  ])('$name, with a basic licence', async (one) => {
    if (one.name === 'basic-assets') await logInAs(guest.page, BASIC)
    expect(await looked(guest.page, one)).toEqual([])
    expect(guest.complaints.all).toEqual([])
  })
})
