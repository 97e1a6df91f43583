import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, logIn, SERVER, visit, type Visit } from './browser'
import { asFileName, CORPUS } from './corpus'
import { call, until } from './made'
import { receiver, type Receiver } from './receiver'
import { service, upload } from '../../screenshots/data'

let browser: Visit
let page: Page
let endpoint: Receiver
let dialogs = 0
let shared = ''
let svg = ''
let asset = ''
const webhooks: string[] = []
const deliveries: string[] = []
const groups: string[] = []
const USERNAME = 'owned'
const all = CORPUS.join('\n')
/** A word of each, to see that it stands there as text. */
const PROBE = CORPUS[0]!

/** What the browser reports of itself while it shows a page. */
async function watch(visit: Visit): Promise<void> {
  await visit.context.addInitScript(() => {
    const reported = window as unknown as { violations: string[] }
    reported.violations = []
    document.addEventListener('securitypolicyviolation', (event) => reported.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
  })
  visit.page.on('dialog', (dialog) => {
    dialogs++
    void dialog.dismiss()
  })
}

/** Nothing ran, nothing was refused because nothing was attempted, and no element came from data. */
async function harmless(page: Page, where: string): Promise<void> {
  const seen = await page.evaluate(() => {
    const reported = window as unknown as { violations?: string[]; owned?: unknown }
    return {
      owned: reported.owned ?? null,
      violations: reported.violations ?? [],
      nodes: Array.from(document.querySelectorAll('[data-owned], iframe, object, embed, base, marquee, [href^="javascript:" i], [src^="javascript:" i], [action^="javascript:" i]'), (node) => node.outerHTML.slice(0, 200)),
    }
  })
  expect(seen, where).toEqual({ owned: null, violations: [], nodes: [] })
  expect(dialogs, where).toBe(0)
}

async function opened(path: string, ready: () => Promise<unknown>): Promise<void> {
  await page.goto(SERVER + path)
  await ready()
  await harmless(page, path)
}

const shows = (text: string) => () => page.getByText(text).first().waitFor({ state: 'attached' })

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  await watch(browser)
  endpoint = await receiver()
  endpoint.status = 500
  endpoint.body = all
  endpoint.headers = Object.fromEntries(CORPUS.slice(0, 40).map((text, index) => [`X-Hostile-${index}`, text.replaceAll(/[^\x20-\x7e]/g, '')]))
  await logIn(page, '/console/webhooks')

  // as many webhooks as texts would be as many deliveries of each event: names are gathered by tens
  for (let i = 0; i < CORPUS.length; i += 10) {
    const texts = CORPUS.slice(i, i + 10)
    const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', {
      name: texts.join(' ').replaceAll(/\s+/g, ' ').slice(0, 200),
      description: texts.join('\n'),
      url: `${endpoint.url}?${encodeURIComponent(texts[0]!)}`,
      eventTypes: i === 0 ? ['asset_create', 'asset_update_metadata'] : ['folder_remove'],
      metadataToReturn: ['title', 'description', 'tags'],
      customHeaders: Object.fromEntries(texts.map((text, index) => [`X-Value-${index}`, text.replaceAll(/[^\x21-\x7e]/g, '') || 'x'])),
    })
    webhooks.push(made.id)
  }
  const name = (index: number) => `${asFileName(CORPUS[index]!)} ${index}.txt`
  asset = (await upload(page, '/Hostile', name(0), 'text/plain', Buffer.from(all))).id
  await service(page, '/services/update', { id: asset, metadata: JSON.stringify({ title: PROBE, description: all, tags: CORPUS.slice(0, 30).map((text) => text.replaceAll(/[,;]/g, ' ')), creatorName: [PROBE], copyright: CORPUS[12], status: CORPUS[11] }) })
  for (let i = 1; i < CORPUS.length; i++) await upload(page, `/Hostile/${asFileName(CORPUS[i]!)} ${i}`, name(i), 'text/plain', Buffer.from(CORPUS[i]!))
  svg = (await upload(page, '/Hostile', 'drawing.svg', 'image/svg+xml', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90" onload="window.owned=1,alert(1)"><script>window.owned=1;alert(1)</script><a xlink:href="javascript:alert(1)"><rect width="90" height="90" fill="red"/></a><foreignObject width="90" height="90"><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"/></foreignObject></svg>`))).id

  await call(page, 'POST', '/api/users', { username: USERNAME, fullName: CORPUS.slice(0, 3).join(' '), email: '', password: 'long enough for this' })
  for (const [index, text] of CORPUS.entries()) {
    if (index % 6 === 0) await call(page, 'POST', '/api/users', { username: `${USERNAME}${index}`, fullName: text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 190), password: 'long enough for this' })
    if (index % 6 === 1) groups.push((await call<{ id: string }>(page, 'POST', '/api/groups', { name: text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 100), description: text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ') })).id)
    if (index % 6 === 2) await call(page, 'POST', '/api/tokens', { name: text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 100), scopes: ['assets:read'], expiresInDays: 3, password: ADMIN.password })
  }
  await call(page, 'PUT', '/api/folder-rights', { path: '/Hostile', group: groups[0], permissions: 'VPU------' })
  const share = await page.evaluate(
    async ([asset, subject, description]) => {
      const body = new URLSearchParams({ subject, description, assetIds: asset, validUntil: '2099-01-01', downloadOriginal: 'true' })
      return (await (await fetch('/services/createAuthKey', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body })).json()) as { webClientUrl: string }
    },
    [asset, PROBE, all] as const,
  )
  shared = share.webClientUrl
  const failed = await until<{ items: { id: string; attempts: number }[] }>(page, `/api/deliveries?webhook=${webhooks[0]}&limit=200`, ({ items }) => items.some((item) => item.attempts > 0))
  deliveries.push(...failed.items.filter((item) => item.attempts > 0).slice(0, 2).map((item) => item.id))
}, 300_000)
afterAll(async () => {
  await browser.close()
  await endpoint.close()
})

describe('text that wants to be more than text', () => {
  it('is at least of fifty kinds, none the same', () => {
    expect(new Set(CORPUS).size).toBe(CORPUS.length)
    expect(CORPUS.length).toBeGreaterThanOrEqual(50)
  })

  it('stays text in the assets: names, folders, metadata, versions, history, events', async () => {
    await opened('/?folder=%2FHostile', shows('drawing.svg'))
    await opened('/?folder=%2FHostile&view=list', shows('drawing.svg'))
    await opened('/?q=owned', shows('.txt'))
    for (const tab of ['metadata', 'versions', 'history', 'events']) await opened(`/?folder=%2FHostile&asset=${asset}&ptab=${tab}`, () => page.getByRole('complementary', { name: 'Asset' }).waitFor())
    await opened(`/?folder=${encodeURIComponent(PROBE)}&q=${encodeURIComponent(CORPUS[11]!)}`, () => page.waitForTimeout(500))
  })

  it('stays text on every part of a webhook', async () => {
    await opened('/console/webhooks', shows(PROBE))
    for (const id of webhooks.slice(0, 3)) {
      for (const tab of ['settings', 'overview', 'deliveries', 'secret', 'testing', 'history']) await opened(`/console/webhooks/${id}?tab=${tab}`, () => page.getByRole('navigation', { name: 'Parts of this webhook' }).waitFor())
    }
    await page.goto(`${SERVER}/console/webhooks/${webhooks[1]}?tab=testing`)
    await page.getByRole('button', { name: /^Send/ }).click()
    await page.getByText('X-Hostile-0').first().waitFor()
    await harmless(page, 'a test whose response contains it')
  })

  it('stays text in deliveries: headers and bodies of responses', async () => {
    await opened('/console/deliveries', () => page.locator('[data-delivery]').first().waitFor())
    expect(deliveries.length).toBeGreaterThan(0)
    for (const id of deliveries) {
      await opened(`/console/deliveries/${id}`, () => page.getByText('X-Hostile-0').first().waitFor())
      // each becomes another one when it is clicked
      const folded = page.getByRole('button', { name: /^Show all/ })
      for (let left = await folded.count(); left > 0; left--) await folded.first().click()
      await page.getByText(CORPUS[18]!).first().waitFor({ state: 'attached' })
      await harmless(page, 'a delivery, unfolded')
    }
    await opened(`/console/deliveries?type=${encodeURIComponent(PROBE)}`, () => page.waitForTimeout(300))
  })

  it('stays text in users, groups, permissions, tokens and the audit log', async () => {
    await opened('/console/users', shows(PROBE))
    await opened(`/console/users/${USERNAME}`, shows('Sessions'))
    await opened('/console/users?tab=groups', shows(CORPUS[1]!))
    for (const id of groups.slice(0, 3)) await opened(`/console/groups/${id}`, shows('Members'))
    await opened('/console/users?tab=permissions&path=%2FHostile', shows('Granted in'))
    await opened('/console/tokens', shows(CORPUS[2]!))
    await opened('/console/audit', () => page.getByRole('table', { name: 'Audit log' }).waitFor())
    for (let i = 0; i < 12; i++) {
      await page.locator('[data-entry]').nth(i).click()
      await page.getByText('Entry', { exact: true }).waitFor()
      await harmless(page, `audit entry ${i}`)
    }
    await opened(`/console/users/${encodeURIComponent(PROBE)}`, () => page.waitForTimeout(500))
    await opened(`/console/groups/${encodeURIComponent(PROBE)}`, () => page.waitForTimeout(500))
  })

  it('stays text in the palette and in dialogs that name it', async () => {
    await opened('/console/webhooks', shows(PROBE))
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await page.keyboard.type('owned')
    await page.getByRole('dialog', { name: 'Go to' }).getByRole('option').first().waitFor()
    await harmless(page, 'the palette')
    await page.goto(`${SERVER}/console/webhooks/${webhooks[0]}`)
    await page.getByRole('button', { name: 'Remove Webhook' }).click()
    await page.getByRole('dialog').waitFor()
    await harmless(page, 'the question before it is removed')
  })

  it('stays text for the person who opens a share link, and in what is downloaded', async () => {
    const stranger = await visit()
    await watch(stranger)
    try {
      await stranger.page.goto(shared)
      await stranger.page.getByText(PROBE).first().waitFor()
      await harmless(stranger.page, 'the share page')
      expect(stranger.complaints.all).toEqual([])
    } finally {
      await stranger.close()
    }
    // opened as a page of its own, a drawing may not run either
    for (const path of [`/file/${svg}/*/drawing.svg`, `/preview/${svg}/*/drawing.jpg`, `/thumbnail/${svg}/*/drawing.jpg`]) {
      const tab = await browser.context.newPage()
      tab.on('dialog', (dialog) => {
        dialogs++
        void dialog.dismiss()
      })
      await tab.goto(SERVER + path).catch(() => undefined)
      await tab.waitForTimeout(300)
      expect(dialogs, path).toBe(0)
      await tab.close()
    }
  })

  it('made the browser complain of nothing', () => {
    expect(browser.complaints.all.filter((line) => !/ (400|404|409) /.test(line))).toEqual([])
  })
})
