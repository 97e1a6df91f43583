import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as drawn, upload } from '../../screenshots/data'
import { axe, axeAll, cutTables, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { CORPUS } from './corpus'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'
import { call, until } from './made'

const PASSWORD = 'a password of a commenter'
const AUTHOR = 'commenter-with-a-name-that-is-as-long-as-names-of-users-may-be-at-all'
const LONG_NAME = 'a-very-long-name-without-a-space-'.repeat(4)

interface Comments {
  count: number
  items: { text: string; author: string; editedBy: string | null }[]
}
interface Audit {
  items: { action: string; object: { id: string } | null }[]
}

let browser: Visit
let page: Page
let asset = ''
const panel = () => page.getByRole('complementary', { name: 'Asset' })
const comments = () => panel().getByRole('list', { name: 'Comments' })
const path = () => `/api/assets/${asset}/comments`
const tab = () => panel().getByRole('navigation', { name: 'About this asset' }).getByRole('link', { name: /^Comments/ })

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
  await call(page, 'POST', '/api/users', { username: AUTHOR, password: PASSWORD, licence: 'basic' })
  await upload(page, '/Commented', 'first.txt', 'text/plain', Buffer.from('First'))
  await call(page, 'PUT', '/api/folder-rights', { path: '/Commented', user: AUTHOR, permissions: 'V--------' })
})
afterAll(() => browser.close())

describe.each(WAYS)('the comments on an asset, by %s,', (way) => {
  let hands: Hands

  beforeAll(async () => {
    hands = handsOf(way, page)
    asset = (await upload(page, `/Commented/by ${way}`, `${LONG_NAME}.png`, 'image/png', drawn([60, 120, 160], 120, 80))).id
  })

  it('are written, and are there at once', async () => {
    const guest = await visit({ width: 1440, height: 900 })
    const writer = handsOf(way, guest.page)
    try {
      await guest.page.goto(`${SERVER}/`)
      await writer.type(guest.page.getByLabel('User name'), AUTHOR)
      await writer.type(guest.page.getByLabel('Password', { exact: true }), PASSWORD)
      await writer.press(guest.page.getByRole('button', { name: 'Log in' }))
      await guest.page.getByRole('button', { name: /^Menu of/ }).waitFor()
      await guest.page.goto(`${SERVER}/?folder=/Commented&asset=${asset}`)
      const link = guest.page.getByRole('link', { name: /^Comments/ })
      await writer.press(link)
      await guest.page.getByText('No comments yet').waitFor()
      await writer.type(guest.page.getByLabel('Write a comment'), 'The sky is too dark, see https://style.example.com/sky?x=1.')
      await writer.key('Control+Enter')
      const written = guest.page.getByRole('list', { name: 'Comments' }).getByRole('listitem')
      await written.getByText('The sky is too dark').waitFor()
      await expect.poll(() => link.innerText()).toMatch(/Comments\s*1/)
      expect(await guest.page.getByLabel('Write a comment').inputValue()).toBe('')
      expect(await written.getByRole('link').getAttribute('href')).toBe('https://style.example.com/sky?x=1')
      expect(await written.getByRole('link').getAttribute('rel')).toContain('noopener')
      await writer.type(guest.page.getByLabel('Write a comment'), 'Second thoughts')
      await writer.press(guest.page.getByRole('button', { name: 'Comment', exact: true }))
      await expect.poll(() => written.count()).toBe(2)
      expect(guest.complaints.all).toEqual([])
      expect(writer.faults).toEqual([])
    } finally {
      await guest.close()
    }
    expect((await call<Comments>(page, 'GET', path())).items.map(({ text }) => text)).toEqual(['The sky is too dark, see https://style.example.com/sky?x=1.', 'Second thoughts'])
  })

  it('are changed and removed by super users too, and say so', async () => {
    await page.goto(`${SERVER}/?folder=/Commented&asset=${asset}&ptab=comments`)
    const second = comments().getByRole('listitem').nth(1)
    await hands.press(second.getByRole('button', { name: 'Edit' }))
    await hands.type(page.getByLabel('Change the comment'), 'Third thoughts')
    await hands.key('Escape')
    await second.getByText('Second thoughts').waitFor()
    expect(await second.getByRole('button', { name: 'Edit' }).evaluate((button) => button === document.activeElement)).toBe(true)
    await hands.key('Enter')
    await hands.type(page.getByLabel('Change the comment'), 'Third thoughts')
    await hands.look(async () => expect(await axeAll(page)).toEqual([]))
    await hands.key('Control+Enter')
    await second.getByText('Third thoughts').waitFor()
    await second.getByText('edited by ada').waitFor()
    await hands.press(second.getByRole('button', { name: 'Remove' }))
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Remove' }))
    await expect.poll(() => comments().getByRole('listitem').count()).toBe(1)
    await expect.poll(() => tab().innerText()).toMatch(/Comments\s*1/)
    expect(browser.complaints.all).toEqual([])
    expect(hands.faults).toEqual([])
  })
})

describe('the comments on an asset', () => {
  it('stay readable and harmless whatever they say, in every width', async () => {
    const hostile = ['x'.repeat(10_000), CORPUS.join('\n').slice(0, 9_900), 'مرحبا https://example.com/a مرحبا', '\u202Ereversed\u202C', 'Short and last']
    for (const text of hostile) await call(page, 'POST', path(), { text })
    await page.goto(`${SERVER}/?folder=/Commented&asset=${asset}&ptab=comments`)
    await comments().getByText('Short and last').waitFor()
    expect(await comments().getByRole('listitem').count()).toBe(hostile.length + 1)
    expect(await comments().getByRole('listitem').last().innerText()).toContain('Short and last')
    await comments().getByRole('button', { name: 'Show all of it' }).nth(1).click()
    expect(await page.evaluate(() => [document.querySelectorAll('[data-owned]').length, 'owned' in window, document.title.includes('owned')])).toEqual([0, false, false])
    await comments().getByRole('button', { name: 'Show less' }).click()
    expect(await axe(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      expect(await panel().evaluate((aside) => aside.scrollWidth - aside.clientWidth)).toBe(0)
      await picture(page, `comments-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByLabel('Write a comment').fill('y'.repeat(10_001))
    await panel().getByText('1 characters too long').waitFor()
    expect(await panel().getByRole('button', { name: 'Comment', exact: true }).isDisabled()).toBe(true)
    await page.getByLabel('Write a comment').fill('')
    expect(browser.complaints.all).toEqual([])
  })

  it('are read page by page, the newest first', async () => {
    for (let i = 1; i <= 60; i++) await call(page, 'POST', path(), { text: `remark ${i}` })
    await page.reload()
    await comments().getByText('remark 60', { exact: true }).waitFor()
    expect(await comments().getByRole('listitem').count()).toBe(50)
    await expect.poll(() => tab().innerText()).toMatch(/Comments\s*66/)
    await panel().getByRole('button', { name: 'Earlier comments' }).click()
    await comments().getByText('The sky is too dark').waitFor()
    expect(await comments().getByRole('listitem').count()).toBe(66)
    await page.getByLabel('Write a comment').fill('The very last')
    await panel().getByRole('button', { name: 'Comment', exact: true }).click()
    await comments().getByText('The very last').waitFor()
    expect(await comments().getByRole('listitem').count()).toBe(67)
    expect(await comments().getByRole('listitem').last().innerText()).toContain('The very last')
  })

  it('are posted once, though they cannot be read again at that moment', async () => {
    browser.complaints.allow(/status of 500/)
    await page.route(`**${path()}*`, (route) => (route.request().method() === 'GET' ? route.fulfill({ status: 500, json: {} }) : route.continue()))
    await page.getByLabel('Write a comment').fill('Posted once')
    await panel().getByRole('button', { name: 'Comment', exact: true }).click()
    await comments().getByRole('listitem').last().getByText('Posted once').waitFor()
    expect(await page.getByLabel('Write a comment').inputValue()).toBe('')
    await expect.poll(() => tab().innerText()).toMatch(/Comments\s*68/)
    await page.unroute(`**${path()}*`)
    await page.reload()
    await comments().getByText('Posted once').waitFor()
    expect(await comments().getByText('Posted once').count()).toBe(1)
    expect(browser.complaints.all).toEqual([])
  })
})

describe('the audit log', () => {
  it('shows assets with thumbnail, name and link, and says of removed ones that they are', async () => {
    const gone = (await upload(page, '/Commented', `gone-${LONG_NAME}.txt`, 'text/plain', Buffer.from('Gone'))).id
    const deleted = await page.evaluate(async (id) => (await fetch('/services/remove', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ ids: id }) })).status, gone)
    expect(deleted).toBe(200)
    await until<{ items: { thumbnailUrl: string | null }[] }>(page, `/api/asset-summaries?ids=${asset}`, ({ items }) => items[0]?.thumbnailUrl !== null)
    await until<Audit>(page, '/api/audit?action=remove', ({ items }) => items.some(({ object }) => object?.id === gone))
    await until<Audit>(page, '/api/audit?action=createComment', ({ items }) => items.some(({ object }) => object?.id === asset))
    let asked = 0
    page.on('request', (request) => (asked += request.url().includes('/api/asset-summaries') ? 1 : 0))
    await page.goto(`${SERVER}/console/audit?objectType=asset`)
    const table = page.getByRole('table', { name: 'Audit log' })
    const kept = table.getByRole('link', { name: `${LONG_NAME}.png` }).first()
    await kept.waitFor()
    expect(await kept.getAttribute('href')).toBe(`/?asset=${asset}`)
    await expect.poll(() => table.getByRole('row').filter({ hasText: `${LONG_NAME}.png` }).locator('img').first().evaluate((picture) => (picture as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
    await page.goto(`${SERVER}/console/audit?objectType=asset&action=remove`)
    await table.getByText(`gone-${LONG_NAME}.txt`).first().waitFor()
    await table.getByText('removed asset').first().waitFor()
    expect(await table.getByRole('link', { name: /^gone-/ }).count()).toBe(0)
    expect(asked, 'one call for each list').toBe(2)
    await table.getByRole('link', { name: 'Remove' }).first().click()
    await page.goto(`${SERVER}/console/audit?objectType=asset`)
    await kept.waitFor()
    expect(await axe(page)).toEqual([])
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      expect(await cutTables(page, width), `${width} px`).toEqual([])
      await picture(page, `audit-${width}`)
    }
    expect(browser.complaints.all).toEqual([])
  })
})
