import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, cutTables, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'
import { call, HOSTILE, until } from './made'
import { receiver, type Receiver } from './receiver'

const LONG = `${HOSTILE} ${'a-very-long-name-without-a-space'.repeat(3)}`

let browser: Visit
let page: Page
let endpoint: Receiver
let webhook = ''

interface Attention {
  count: number
  items: { id: string; reason: string; missed: number; failed: number; fix: string | null }[]
}

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  endpoint = await receiver()
  await logIn(page, '/console')
})
afterAll(async () => {
  await call(page, 'POST', `/services/admin/webhook/${webhook}`, { enabled: false })
  await browser.close()
  await endpoint.close()
})

const item = () => page.locator(`[data-attention="${webhook}"]`)
const attention = () => call<Attention>(page, 'GET', '/api/attention')

/** Folders of which the webhook gets events. */
async function folders(prefix: string, count: number): Promise<void> {
  await page.evaluate(
    async ([prefix, count]) => {
      const body = new URLSearchParams()
      for (let i = 0; i < count; i++) body.append('path', `/${prefix} ${Date.now()} ${i}`)
      const response = await fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body })
      if (!response.ok) throw new Error(`createFolder: ${response.status}`)
    },
    [prefix, count] as const,
  )
}

/** A webhook that the server disables after two failures, and three events that it misses. */
async function disabledByFailures(): Promise<void> {
  endpoint.status = 404
  const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: LONG, url: endpoint.url, eventTypes: ['folder_create'], disableAfter: 2 })
  webhook = made.id
  await folders('Fails', 2)
  await until<Attention>(page, '/api/attention', ({ items }) => items.some(({ id, reason }) => id === webhook && reason === 'disabled'))
  await folders('Missed', 3)
  await until<Attention>(page, '/api/attention', ({ items }) => items.some(({ id, missed }) => id === webhook && missed === 3))
}

/** Presses where something stands, whatever lies above it there. */
async function pressed(what: Locator, button: 'left' | 'middle'): Promise<void> {
  await what.scrollIntoViewIfNeeded()
  const box = (await what.boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button })
}

/** Counts what a user presses from here on, beside the link that leads past the menu. */
async function countClicks(): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { clicks?: number }
    const first = counted.clicks === undefined
    counted.clicks = 0
    // a page that stays has its listener already
    if (first) document.addEventListener('click', (event) => event.isTrusted && !(event.target as Element).matches('.skip') && (counted.clicks = (counted.clicks ?? 0) + 1), { capture: true })
  })
  return () => page.evaluate(() => (window as unknown as { clicks: number }).clicks)
}

describe.each(WAYS)('an administrator, by %s,', (way) => {
  let hands: Hands
  const few = `In few steps by ${way}`
  const called = `${LONG.slice(0, 90)} ${way}`

  beforeAll(() => {
    hands = handsOf(way, page)
  })
  afterAll(async () => {
    await call(page, 'POST', `/services/admin/webhook/${webhook}`, { enabled: false })
  })

  /** Looks at a page once: it is the same whatever leads there. */
  async function seen(name: string, widths: number[], each = async (_width: number) => {}) {
    if (way !== 'pointer') return
    expect(await axe(page)).toEqual([])
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await each(width)
      await picture(page, `${name}-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 860 })
  }

  it('is told what needs attention, with the cause in words and what was missed', async () => {
    await disabledByFailures()
    await page.goto(`${SERVER}/console`)
    await page.waitForURL('**/console/attention')
    await page.getByRole('heading', { name: /receivers? needs? you/ }).waitFor()
    await item().getByText('Disabled automatically').waitFor()
    await item().getByText('404: nothing is at this URL').waitFor()
    await item().getByText('3 events missed, 2 failed').waitFor()
    await seen('attention', [1440, 768, 360], async (width) => expect(await cutTables(page, width), `${width} px`).toEqual([]))
    expect(await page.title()).not.toBe('owned')
  })

  it('finds the reason of the last failure in two clicks from anywhere', async () => {
    await page.goto(`${SERVER}/console/properties`)
    await page.getByText('webHooksTimeoutSeconds').first().waitFor()
    const clicks = await countClicks()
    await hands.press(page.getByRole('link', { name: 'Needs attention' }))
    await hands.press(item().getByRole('link', { name: 'See the last failure' }))
    await page.getByText(/The receiver responded with 404/).first().waitFor()
    expect(await clicks()).toBe(2)
  })

  it('is told the reason at the step that fails, and nothing is changed', async () => {
    await page.goto(`${SERVER}/console/attention`)
    await hands.press(item().getByRole('button', { name: 'Fix and recover' }))
    await item().getByText('The test failed, so nothing else was done. The receiver responded with 404').waitFor()
    expect(await item().getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('failed'), expect.stringContaining('not begun'), expect.stringContaining('not begun'), expect.stringContaining('not begun')])
    await seen('attention-failed', [1280])
    expect((await attention()).items.find(({ id }) => id === webhook)).toMatchObject({ reason: 'disabled', missed: 3 })
  })

  it('fixes and recovers in one click; a page that is closed in the middle leaves a job that goes on', async () => {
    endpoint.status = 200
    await page.goto(`${SERVER}/console/attention`)
    await item().waitFor()
    const clicks = await countClicks()
    await hands.press(item().getByRole('button', { name: 'Fix and recover' }))
    await item().getByText('5 events sent again').waitFor()
    expect(await clicks()).toBe(1)
    expect(await item().getByRole('listitem').allInnerTexts()).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('done')))
    await seen('attention-done', [1280])
    await hands.press(item().getByRole('link', { name: 'Job' }))
    await page.getByRole('heading', { name: 'Fix and recover' }).waitFor()
    await page.getByText('5 of 5').waitFor()
    await seen('fixed', [1280])
    await until<Attention>(page, '/api/attention', ({ items }) => items.every(({ id }) => id !== webhook))
    await until<{ items: unknown[] }>(page, `/api/deliveries?webhook=${webhook}&state=delivered`, ({ items }) => items.length === 5)
    expect(browser.complaints.all).toEqual([])
  })

  it('registers a webhook with three clicks and two fields', async () => {
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'Add webhook' }).waitFor()
    const clicks = await countClicks()
    await hands.press(page.getByRole('link', { name: 'Add webhook' }))
    await hands.type(page.getByLabel('Name', { exact: true }), few)
    await hands.type(page.getByLabel('URL'), endpoint.url)
    await hands.press(page.getByRole('checkbox', { name: /Folder created/ }))
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByTestId('secret-token').waitFor()
    expect(await clicks()).toBe(3)
  })

  it('rotates a secret with an overlap in two clicks', async () => {
    const clicks = await countClicks()
    await hands.press(page.getByRole('button', { name: 'Regenerate' }))
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }))
    await page.getByText('New secret token created').waitFor()
    expect(await clicks()).toBe(2)
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    const made = await call<{ secretOverlapUntil: string | null }>(page, 'GET', `/services/admin/webhook/${id}`)
    expect(Date.parse(made.secretOverlapUntil ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000)
  })

  it('tests a disabled webhook in one click, which shows the body of the request too', async () => {
    await hands.press(page.getByRole('button', { name: 'Disable', exact: true }))
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Disable' }))
    await page.getByText('This webhook is disabled').waitFor()
    await hands.press(page.getByRole('link', { name: 'Testing' }))
    await page.getByText('it gets this test, and no events').waitFor()
    const before = endpoint.received.length
    const clicks = await countClicks()
    await hands.press(page.getByRole('button', { name: 'Send test' }))
    await page.getByRole('heading', { name: 'Request' }).waitFor()
    expect(await clicks()).toBe(1)
    expect(endpoint.received.length).toBe(before + 1)
    await page.getByText('"ping"').first().waitFor()
    await seen('test-while-disabled', [1280])
  })

  it('resends all that failed within the hour in two clicks', async () => {
    endpoint.status = 404
    await call(page, 'POST', `/services/admin/webhook/${webhook}`, { disableAfter: -1 })
    await folders('Fails again', 4)
    const failed = `/api/deliveries?state=exhausted&webhook=${webhook}`
    await until<{ items: unknown[] }>(page, failed, ({ items }) => items.length === 4)
    endpoint.status = 200
    await page.goto(`${SERVER}/console/deliveries?webhook=${webhook}`)
    await page.getByText('deliveries of the last hour failed.').waitFor()
    await seen('failed-last-hour', [1440, 768, 360])
    const clicks = await countClicks()
    await hands.press(page.getByRole('button', { name: /Resend them/ }))
    await hands.press(page.getByRole('dialog').getByRole('button', { name: /^Resend \d/ }))
    await page.getByText('Done', { exact: true }).waitFor()
    expect(await clicks()).toBe(2)
    await until<{ items: unknown[] }>(page, failed, ({ items }) => items.length === 0)
    expect(browser.complaints.all).toEqual([])
  })

  it('makes the first webhook of a fresh install in one click, and sees its request arrive', async () => {
    await page.route('**/api/attention', (route) => route.fulfill({ json: { count: 0, webhooks: 0, enabled: 0, items: [] } }))
    await page.goto(`${SERVER}/console`)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await seen('welcome', [1440, 360])
    const clicks = await countClicks()
    await hands.press(page.getByRole('button', { name: 'First webhook' }))
    await page.getByText('It arrived.').waitFor()
    expect(await clicks()).toBe(1)
    await page.getByRole('heading', { name: 'First webhook', level: 1 }).waitFor()
    await page.getByText('Signature valid').waitFor()
    await page.getByText('folder_create').first().waitFor()
    await seen('first-webhook', [1280])
    await page.unroute('**/api/attention')
    const made = (await call<{ id: string; name: string }[]>(page, 'GET', '/services/admin/webhook')).filter(({ name }) => name === 'First webhook')
    for (const { id } of made) await call(page, 'POST', `/services/admin/webhook/${id}`, { enabled: false })
    expect(browser.complaints.all).toEqual([])
  })

  it('gives another name to the receiver that is left', async () => {
    await hands.type(page.getByLabel('Its name:'), called)
    await hands.press(page.getByRole('button', { name: 'Save the name' }))
    await page.getByText('Name saved').waitFor()
    await page.goto(`${SERVER}/console/receiver`)
    await page.getByText(called).waitFor()
    await seen('receivers-named', [1440, 360])
    expect(browser.complaints.all).toEqual([])
  })

  it('sees where the focus is, all the way', () => {
    expect(hands.faults).toEqual([])
  })
})

describe('each row of the deliveries', () => {
  let asset = ''

  it('says which asset it is about, what changed and who did it, with its thumbnail', async () => {
    await call(page, 'POST', `/services/admin/webhook/${webhook}`, { enabled: true, eventTypes: ['asset_create', 'asset_update_metadata'] })
    asset = await page.evaluate(
      async ([name]) => {
        const canvas = new OffscreenCanvas(60, 40)
        const pen = canvas.getContext('2d')!
        pen.fillStyle = 'teal'
        pen.fillRect(0, 0, 60, 40)
        const form = new FormData()
        form.append('Filedata', new File([await canvas.convertToBlob({ type: 'image/png' })], `${name}.png`))
        form.append('assetPath', `/${name}.png`)
        const headers = { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }
        const made = (await (await fetch('/services/create', { method: 'POST', headers, body: form })).json()) as { id: string }
        for (const status of ['Correction', 'Final']) {
          await fetch('/services/update', { method: 'POST', headers, body: new URLSearchParams({ id: made.id, metadata: JSON.stringify({ status }) }) })
        }
        return made.id
      },
      ['Windmill 17'] as const,
    )
    await until<{ items: { event: { type: string } }[] }>(page, `/api/deliveries?asset=${asset}&webhook=${webhook}`, ({ items }) => items.length >= 3)
    await until<{ hits: { thumbnailUrl?: string }[] }>(page, `/services/search?q=id:"${asset}"`, ({ hits }) => Boolean(hits[0]?.thumbnailUrl))
    let asked = 0
    page.on('request', (request) => (asked += request.url().includes('/api/event-summaries') ? 1 : 0))
    await page.goto(`${SERVER}/console/deliveries?asset=${asset}&webhook=${webhook}`)
    await page.getByText('status Correction → Final').waitFor()
    const row = page.getByRole('row', { name: /status Correction → Final/ })
    await row.getByText('Windmill 17.png').waitFor()
    await row.getByText('by ada').waitFor()
    await row.locator('img').waitFor()
    expect(asked, 'one call for all rows').toBe(1)
    expect(await axe(page)).toEqual([])
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${width} px`).toEqual([])
      expect(await cutTables(page, width), `${width} px`).toEqual([])
      await picture(page, `deliveries-assets-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('is a link as a whole, also for the middle button, and shows the asset on its page as it was then', async () => {
    const row = page.getByRole('row', { name: /status Correction → Final/ })
    await expect.poll(() => row.count()).toBe(1)
    const opened = browser.context.waitForEvent('page')
    await pressed(row.getByText('Delivered'), 'middle')
    const other = await opened
    await other.waitForURL('**/console/deliveries/*')
    await other.close()
    await pressed(row.locator('td').nth(4), 'left')
    await page.waitForURL(/\/console\/deliveries\/[\w-]{22}$/)
    await page.getByText('/Windmill 17.png, as it was then').waitFor()
    expect(await axe(page)).toEqual([])
    await picture(page, 'delivery-about-1280')
    expect(browser.complaints.all).toEqual([])
  })

  it('keeps the name of the event when the asset is removed, without a thumbnail', async () => {
    await page.evaluate(
      async ([id]) => fetch('/services/remove', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ ids: id }) }),
      [asset] as const,
    )
    await until<{ hits: unknown[] }>(page, `/services/search?q=id:"${asset}"`, ({ hits }) => hits.length === 0)
    await page.goto(`${SERVER}/console/deliveries?asset=${asset}&webhook=${webhook}`)
    await page.getByText('status Correction → Final').waitFor()
    await page.getByText('Windmill 17.png').first().waitFor()
    await page.waitForTimeout(300)
    expect(await page.getByRole('table').locator('img').count()).toBe(0)
    expect(browser.complaints.all).toEqual([])
  })
})
