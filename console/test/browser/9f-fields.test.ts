import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, heard } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call, newFolder, until } from './made'
import { receiver, type Receiver } from './receiver'

const WIDTHS = [1440, 360]

/** An administrator fills in what the other journeys leave alone, saves it, and finds it again. */
describe.each(WAYS)('the form of a webhook, by %s,', (way) => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver
  let hands: Hands
  let named = ''
  const READER = `nightly-${way}`
  const field = (name: string) => page.getByLabel(name, { exact: true })
  const readers = () => page.getByRole('region', { name: 'Readers' })

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
    hands = handsOf(way, page)
    await logIn(page)
  })
  afterAll(async () => {
    await browser.close()
    await endpoint.close()
  })

  /** Beside a webhook of this test, the list shows no other: those of other tests may have one name. */
  const webhook = (id: string, tab = 'settings') => page.goto(`${SERVER}/console/webhooks/${id}?tab=${tab}&q=${encodeURIComponent(named)}`)

  async function begin(name: string) {
    named = name
    await webhook('new')
    await hands.type(field('Name'), name)
    await hands.press(page.getByText('Advanced', { exact: true }))
  }

  /** Saves, which is refused for what stands in this field: it says why, and has the focus. */
  async function refused(name: string, why: RegExp) {
    await hands.press(page.getByRole('button', { name: 'Save', exact: true }))
    await announced(page, why)
    expect(await field(name).getAttribute('aria-invalid')).toBe('true')
    await expect.poll(() => field(name).evaluate((element) => element === document.activeElement)).toBe(true)
  }

  /** Saves a new one and reads its page again; its id. */
  async function save(): Promise<string> {
    await hands.press(page.getByRole('button', { name: 'Save', exact: true }))
    await page.waitForURL(/\/console\/webhooks\/[0-9A-Za-z_-]{22}/)
    const id = new URL(page.url()).pathname.split('/').pop()!
    await webhook(id)
    await hands.press(page.getByText('Advanced', { exact: true }))
    return id
  }

  async function seen(name: string) {
    expect(await heard(page)).toEqual([])
    await hands.look(async () => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${name} at ${width} px`).toEqual([])
        await picture(page, `${name}-${width}`)
      }
      // so high that the bar with *Save*, which stays in sight, covers nothing
      await page.setViewportSize({ width: 1280, height: 4000 })
      expect(await axe(page)).toEqual([])
      await page.setViewportSize({ width: 1280, height: 860 })
    })
  }

  it('saves how events are grouped, which of them, on whose behalf and by which login, and shows it again', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await begin(`Of many fields, by ${way}`)
    await hands.type(page.getByLabel('URL'), endpoint.url)
    await hands.type(field('Debounce in seconds'), '5')
    await hands.type(field('Longest wait in seconds'), '60')
    await hands.tick(page.getByRole('checkbox', { name: 'Send batches' }))
    await hands.type(field('Events in a batch'), '20')
    await hands.type(field('Seconds until a batch is sent'), '7')
    await hands.tick(page.getByRole('checkbox', { name: /^entered:/ }))
    await hands.tick(page.getByRole('checkbox', { name: /^left:/ }))
    await hands.choose(field('On behalf of'), 'A user')
    await hands.type(field('Name of the user'), 'ada')
    await hands.tick(page.getByRole('checkbox', { name: 'OAuth 2.0 client credentials' }))
    await hands.type(field('Token URL'), `${endpoint.url}/token`)
    await hands.type(field('Client ID'), 'carillon')
    await hands.type(field('Client secret'), 'a secret of the client')
    await hands.type(field('Scope'), 'events.write')
    await hands.type(field('Audience'), 'https://orders.example.com')
    await hands.choose(field('Client authentication'), 'In the body of token requests')
    await hands.type(field('Description'), 'Long. '.repeat(1000))
    await refused('Description', /'description' is .*but must be/)
    await hands.type(field('Description'), '')
    await hands.type(field('Events in a batch'), '1')
    await refused('Events in a batch', /'batch\.maxEvents' is '?1'?, but must be/)
    await hands.type(field('Events in a batch'), '20')
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
    await begin(`By CloudEvents, by ${way}`)
    await hands.type(page.getByLabel('URL'), endpoint.url)
    await hands.choose(field('Format'), 'CloudEvents, structured: one JSON object')
    await hands.type(field('Source of CloudEvents'), 'https://dam.example.com')
    await hands.tick(page.getByRole('checkbox', { name: 'Also sign by Ed25519' }))
    const permission = page.getByRole('checkbox', { name: 'Ask the receiver for its permission' })
    await hands.tick(permission)
    await hands.press(page.getByRole('button', { name: 'Save', exact: true }))
    await page.getByText(/^'handshake'.*WebHook-Allowed-Origin/).waitFor()
    expect(await permission.getAttribute('aria-invalid')).toBe('true')
    await announced(page, /'handshake'.*WebHook-Allowed-Origin/)
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
    await begin(READER)
    await hands.choose(field('Delivery'), 'Pull: a program fetches the events and acknowledges them')
    await page.getByText(`/api/consumers/${READER}/events`, { exact: true }).waitFor()
    expect(await page.getByLabel('URL').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Send test before saving' }).count()).toBe(0)
    await hands.tick(page.getByRole('checkbox', { name: /Folder created/ }))
    const id = await save()
    expect(await call(page, 'GET', `/services/admin/webhook/${id}`)).toMatchObject({ delivery: 'pull', url: '' })
    await newFolder(page, `To be fetched by ${way}`)
    await until<{ pending: number }>(page, `/api/consumers/${READER}`, ({ pending }) => pending === 1)
    const { events, ack } = await call<{ events: unknown[]; ack: string }>(page, 'GET', `/api/consumers/${READER}/events`)
    expect(events.length).toBe(1)
    await webhook(id, 'overview')
    const line = (name: string) => readers().getByRole('listitem').filter({ hasText: name }).innerText()
    await readers().getByText('Not acknowledged').waitFor()
    expect(await line('Not acknowledged')).toMatch(/\s1$/)
    expect(await line('With a reader now')).toMatch(/\s1$/)
    expect(await line('Last acknowledgement')).toMatch(/never$/)
    await seen('consumer')
    await call(page, 'GET', `/api/consumers/${READER}/events?ack=${encodeURIComponent(ack)}`)
    await page.reload()
    await readers().getByText('Not acknowledged').waitFor()
    expect(await line('Not acknowledged')).toMatch(/\s0$/)
    expect(await line('Age of the oldest')).toMatch(/–$/)
    expect(hands.faults).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
