import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import { call, until } from './made'
import { receiver, type Receiver } from './receiver'

const WIDTHS = [1440, 360]

/** An administrator fills in what the other journeys leave alone, saves it, and finds it again. */
describe('the form of a webhook', () => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver
  const field = (name: string) => page.getByLabel(name, { exact: true })
  const readers = () => page.getByRole('region', { name: 'Readers' })

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
    await logIn(page)
  })
  afterAll(async () => {
    await browser.close()
    await endpoint.close()
  })

  async function begin(name: string) {
    await page.goto(`${SERVER}/console/webhooks/new`)
    await field('Name').fill(name)
    await page.getByText('Advanced', { exact: true }).click()
  }

  /** Saves a new one and reads its page again; its id. */
  async function save(): Promise<string> {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(/\/console\/webhooks\/[0-9A-Za-z_-]{22}/)
    await page.reload()
    await page.getByText('Advanced', { exact: true }).click()
    return new URL(page.url()).pathname.split('/').pop()!
  }

  async function seen(name: string) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflows(page), `${name} at ${width} px`).toEqual([])
      await picture(page, `${name}-${width}`)
    }
    // so high that the bar with *Save*, which stays in sight, covers nothing
    await page.setViewportSize({ width: 1280, height: 4000 })
    expect(await axe(page)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 860 })
  }

  it('saves how events are grouped, which of them, on whose behalf and by which login, and shows it again', async () => {
    await begin('Of many fields')
    await page.getByLabel('URL').fill(endpoint.url)
    await field('Debounce in seconds').fill('5')
    await field('Longest wait in seconds').fill('60')
    await page.getByRole('checkbox', { name: 'Send batches' }).check()
    await field('Events in a batch').fill('20')
    await field('Seconds until a batch is sent').fill('7')
    await page.getByRole('checkbox', { name: /^entered:/ }).check()
    await page.getByRole('checkbox', { name: /^left:/ }).check()
    await field('On behalf of').selectOption({ label: 'A user' })
    await field('Name of the user').fill('ada')
    await page.getByRole('checkbox', { name: 'OAuth 2.0 client credentials' }).check()
    await field('Token URL').fill(`${endpoint.url}/token`)
    await field('Client ID').fill('carillon')
    await field('Client secret').fill('a secret of the client')
    await field('Scope').fill('events.write')
    await field('Audience').fill('https://orders.example.com')
    await field('Client authentication').selectOption({ label: 'In the body of token requests' })
    const id = await save()

    const login = { type: 'oauth2', tokenUrl: `${endpoint.url}/token`, clientId: 'carillon', clientSecret: '********', scope: 'events.write', audience: 'https://orders.example.com', clientAuthentication: 'post' }
    expect(await call(page, 'GET', `/services/admin/webhook/${id}`)).toMatchObject({
      debounceSeconds: 5,
      maxWaitSeconds: 60,
      batch: { maxEvents: 20, maxSeconds: 7 },
      filterChange: ['entered', 'left'],
      onBehalfOf: { user: 'ada' },
      authentication: login,
    })
    const shown = { 'Debounce in seconds': '5', 'Longest wait in seconds': '60', 'Events in a batch': '20', 'Seconds until a batch is sent': '7', 'On behalf of': 'user', 'Name of the user': 'ada', 'Token URL': login.tokenUrl, 'Client ID': 'carillon', 'Client secret': '********', Scope: 'events.write', Audience: login.audience, 'Client authentication': 'post' }
    for (const [name, value] of Object.entries(shown)) expect(await field(name).inputValue(), name).toBe(value)
    for (const name of [/^entered:/, /^left:/]) expect(await page.getByRole('checkbox', { name }).isChecked()).toBe(true)
    expect(await page.getByRole('checkbox', { name: /^within:/ }).isChecked()).toBe(false)
    await seen('fields-grouped')
  })

  it('asks the receiver for its permission to send CloudEvents, and says at the field that it did not give it', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await begin('By CloudEvents')
    await page.getByLabel('URL').fill(endpoint.url)
    await field('Format').selectOption({ label: 'CloudEvents, structured: one JSON object' })
    await field('Source of CloudEvents').fill('https://dam.example.com')
    await page.getByRole('checkbox', { name: 'Also sign by Ed25519' }).check()
    const permission = page.getByRole('checkbox', { name: 'Ask the receiver for its permission' })
    await permission.check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/^'handshake'.*WebHook-Allowed-Origin/).waitFor()
    expect(await permission.getAttribute('aria-invalid')).toBe('true')
    endpoint.headers = { 'WebHook-Allowed-Origin': '*', 'WebHook-Allowed-Rate': '120' }
    const id = await save()
    expect(await call(page, 'GET', `/services/admin/webhook/${id}`)).toMatchObject({ format: 'cloudevents-structured', cloudEventsSource: 'https://dam.example.com', signatures: ['v1a'], handshake: true })
    await page.getByText(/was allowed to send .*, at most 120 requests a minute\./).waitFor()
    expect(await field('Format').inputValue()).toBe('cloudevents-structured')
    expect(await field('Source of CloudEvents').inputValue()).toBe('https://dam.example.com')
    expect(await page.getByRole('checkbox', { name: 'Also sign by Ed25519' }).isChecked()).toBe(true)
    await seen('fields-cloudevents')
  })

  it('makes a consumer without a URL, whose page says how far its readers are behind', async () => {
    await begin('nightly')
    await field('Delivery').selectOption({ label: 'Pull: a program fetches the events and acknowledges them' })
    await page.getByText('/api/consumers/nightly/events', { exact: true }).waitFor()
    expect(await page.getByLabel('URL').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Send test before saving' }).count()).toBe(0)
    await page.getByRole('checkbox', { name: /Folder created/ }).check()
    const id = await save()
    expect(await call(page, 'GET', `/services/admin/webhook/${id}`)).toMatchObject({ delivery: 'pull', url: '' })
    await page.evaluate(() => fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ path: '/To be fetched' }) }))
    await until<{ pending: number }>(page, '/api/consumers/nightly', ({ pending }) => pending === 1)
    const { events, ack } = await call<{ events: unknown[]; ack: string }>(page, 'GET', '/api/consumers/nightly/events')
    expect(events.length).toBe(1)
    await page.goto(`${SERVER}/console/webhooks/${id}?tab=overview`)
    const line = (name: string) => readers().getByRole('listitem').filter({ hasText: name }).innerText()
    await readers().getByText('Not acknowledged').waitFor()
    expect(await line('Not acknowledged')).toMatch(/\s1$/)
    expect(await line('With a reader now')).toMatch(/\s1$/)
    expect(await line('Last acknowledgement')).toMatch(/never$/)
    await seen('consumer')
    await call(page, 'GET', `/api/consumers/nightly/events?ack=${encodeURIComponent(ack)}`)
    await page.reload()
    await readers().getByText('Not acknowledged').waitFor()
    expect(await line('Not acknowledged')).toMatch(/\s0$/)
    expect(await line('Age of the oldest')).toMatch(/–$/)
    expect(browser.complaints.all).toEqual([])
  })
})
