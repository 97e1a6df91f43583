import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, cutTables, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { handsOf, WAYS } from './keyboard'
import { call, until } from './made'
import { receiver, type Receiver } from './receiver'

const GETS = 'Explained to the printer'
const DOES_NOT = 'Explained elsewhere'
const SHAPED = 'Explained to the chat'
const FAILS = 'Explained and failing'
/** The examples of event types have no name: so the second can be saved, and fails. */
const TEMPLATES = { [SHAPED]: '{"text": metadata.name}', [FAILS]: '{"text": $exists(metadata.name) ? $sum(metadata.name) : type}' }
const WIDTHS = [1440, 360]

interface Listed {
  items: { id: string; state: string }[]
}

/** An administrator asks why a webhook got an event or did not, and what other settings would change. */
describe('an explanation', () => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver
  let asset = ''
  let delivery = ''
  const webhooks: Record<string, string> = {}
  const dialog = () => page.getByRole('dialog', { name: 'Why?' })
  const condition = (words: string) => dialog().getByRole('list', { name: 'Conditions' }).getByText(words).first()

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
    await logIn(page)
    for (const [name, folder] of [[GETS, '/Explained'], [DOES_NOT, '/Elsewhere']] as const) {
      const fields = { name, url: endpoint.url, eventTypes: ['asset_create'], foldersAndQuery: { folders: [folder], query: '' } }
      webhooks[name] = (await call<{ id: string }>(page, 'POST', '/services/admin/webhook', fields)).id
    }
    for (const [name, template] of Object.entries(TEMPLATES)) {
      const fields = { name, url: endpoint.url, eventTypes: ['asset_create'], metadataToReturn: ['name'], template, enabled: false }
      webhooks[name] = (await call<{ id: string }>(page, 'POST', '/services/admin/webhook', fields)).id
    }
    asset = await made('/services/create', { assetPath: '/Explained/poster.txt' })
    await made(`/services/checkout/${asset}`, {})
    delivery = (await until<Listed>(page, `/api/deliveries?webhook=${webhooks[GETS]}`, ({ items }) => items[0]?.state === 'delivered')).items[0]!.id
  })
  afterAll(async () => {
    await browser.close()
    await endpoint.close()
  })

  function made(path: string, form: Record<string, string>): Promise<string> {
    return page.evaluate(
      async ([path, form]) => {
        const response = await fetch(path, { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams(form) })
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
        return ((await response.json()) as { id?: string }).id ?? ''
      },
      [path, form] as const,
    )
  }

  describe.each(WAYS)('by %s,', (way) => {
    let hands: Hands

    beforeAll(() => {
      hands = handsOf(way, page)
    })

    /** Looks at a page once: it is the same whatever leads there. */
    async function seen(name: string) {
      if (way !== 'pointer') return
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflows(page), `${name} at ${width} px`).toEqual([])
        expect(await cutTables(page, width), `${name} at ${width} px`).toEqual([])
        await picture(page, `${name}-${width}`)
      }
      // so high that the bar with *Save*, which stays in sight, covers nothing
      await page.setViewportSize({ width: 1280, height: 4000 })
      expect(await axe(page)).toEqual([])
      await page.setViewportSize({ width: 1280, height: 860 })
    }

    it('of an event is given in the panel of its asset, for each webhook that is chosen', async () => {
      await page.goto(`${SERVER}/?folder=%2FExplained&asset=${asset}&ptab=events`)
      await hands.press(page.getByRole('button', { name: 'Why? asset_create' }))
      await hands.choose(dialog().getByLabel('Webhook'), GETS)
      await dialog().getByText(`${GETS} gets this event`, { exact: true }).waitFor()
      await dialog().getByRole('link', { name: 'delivered' }).waitFor()
      expect(await condition('Not met').count()).toBe(0)
      await hands.choose(dialog().getByLabel('Webhook'), DOES_NOT)
      await dialog().getByText(`${DOES_NOT} does not get this event`, { exact: true }).waitFor()
      await dialog().getByText('There is no delivery.').waitFor()
      await condition('Not met').waitFor()
      await seen('why-asset')
      await hands.key('Escape')
      await dialog().waitFor({ state: 'detached' })
    })

    it('is given on the page of a webhook by the id of an asset or an event, and says that there is none', async () => {
      browser.complaints.allow(/404 .*\/api\/events/)
      await page.goto(`${SERVER}/console/webhooks/${webhooks[DOES_NOT]}`)
      await hands.press(page.getByRole('button', { name: 'Why?', exact: true }))
      const id = dialog().getByLabel('Id of an event or an asset')
      await hands.type(id, 'AAAAAAAAAAAAAAAAAAAAAA')
      await hands.press(dialog().getByRole('button', { name: 'Find' }))
      await dialog().getByText('There is no event and no asset with this id').waitFor()
      await hands.type(id, asset)
      await hands.press(dialog().getByRole('button', { name: 'Find' }))
      await dialog().getByText(`${DOES_NOT} does not get this event`, { exact: true }).waitFor()
      const event = dialog().getByLabel('Event', { exact: true })
      expect(await event.locator('option').allInnerTexts()).toEqual([expect.stringMatching(/^asset_checkout, /), expect.stringMatching(/^asset_create, /)])
      await condition('asset_checkout').waitFor()
      await hands.choose(event, (await event.locator('option').nth(1).getAttribute('value'))!)
      await condition('/Elsewhere').waitFor()
      await seen('why-webhook')
    })

    it('is given on the page of a delivery without a question', async () => {
      await page.goto(`${SERVER}/console/deliveries/${delivery}`)
      await hands.press(page.getByRole('button', { name: 'Why?', exact: true }))
      await dialog().getByText(`${GETS} gets this event`, { exact: true }).waitFor()
      expect(await dialog().getByRole('combobox').count()).toBe(0)
      await seen('why-delivery')
    })

    it('is on the page of the event, beside what any webhook would get by its settings of now', async () => {
      const explained = page.getByRole('region', { name: 'Explanation' })
      const simulation = page.getByRole('region', { name: 'Simulation' })
      await page.goto(`${SERVER}/console/deliveries/${delivery}`)
      const { event } = await call<{ event: { id: string } }>(page, 'GET', `/api/deliveries/${delivery}`)
      await hands.press(page.getByRole('link', { name: event.id }))
      await page.getByRole('heading', { name: 'asset_create', level: 1 }).waitFor()
      await page.getByRole('region', { name: 'Its deliveries' }).getByRole('link', { name: GETS }).waitFor()
      await explained.getByText(`${GETS} gets this event`, { exact: true }).waitFor()
      // a page that is only looked at leaves nothing in the audit log
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await simulation.getByText(`${GETS} would get this event.`, { exact: true }).waitFor()
      await hands.press(simulation.getByText('Payload as it would be sent'))
      await simulation.getByText(asset).first().waitFor()

      await hands.choose(page.getByLabel('Does this webhook get it?'), DOES_NOT)
      await explained.getByText(`${DOES_NOT} does not get this event`, { exact: true }).waitFor()
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await simulation.getByText(`${DOES_NOT} would not get this event.`, { exact: true }).waitFor()
      expect(new URL(page.url()).searchParams.get('webhook')).toBe(webhooks[DOES_NOT])
      await seen('event')

      // other settings are tried on this event, in the form in which they would be saved
      await hands.press(simulation.getByRole('link', { name: 'Try other settings' }))
      await hands.press(page.getByRole('button', { name: 'Remove /Elsewhere' }))
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await simulation.getByText('The webhook would get this event.', { exact: true }).waitFor()
      await simulation.getByText('By its settings of now it does not.').waitFor()
      expect(await simulation.getByText('Not met').count()).toBe(0)
      await seen('simulation-event')
      await hands.type(simulation.getByLabel('Id of the event'), 'AAAAAAAAAAAAAAAAAAAAAA')
      await simulation.getByText('The webhook would get').waitFor({ state: 'detached' })
      browser.complaints.allow(/404 .*\/api\/simulations/)
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await simulation.getByRole('alert').getByText('AAAAAAAAAAAAAAAAAAAAAA').waitFor()
      await hands.press(page.getByRole('button', { name: 'Undo changes' }))
    })

    it('of a webhook with a template shows what that makes, or why it makes nothing', async () => {
      const simulation = page.getByRole('region', { name: 'Simulation' })
      const { event } = await call<{ event: { id: string } }>(page, 'GET', `/api/deliveries/${delivery}`)
      await page.goto(`${SERVER}/console/events/${event.id}?webhook=${webhooks[SHAPED]}`)
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await hands.press(simulation.getByText('Payload as it would be sent'))
      await simulation.getByText('{"text":"poster.txt"}', { exact: true }).waitFor()
      expect(await simulation.getByText('The template made no body').count()).toBe(0)

      await page.goto(`${SERVER}/console/events/${event.id}?webhook=${webhooks[FAILS]}`)
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await hands.press(simulation.getByText('Payload as it would be sent'))
      await simulation.getByText(/^The template made no body, so the payload itself is sent: /).waitFor()
      await simulation.getByText(asset).first().waitFor()
      await seen('simulation-template')
    })

    it('leads to the page of its event from the panel of its asset', async () => {
      await page.goto(`${SERVER}/?folder=%2FExplained&asset=${asset}&ptab=events`)
      await hands.press(page.getByRole('link', { name: 'asset_create', exact: true }))
      await page.getByRole('heading', { name: 'asset_create', level: 1 }).waitFor()
      await page.getByRole('region', { name: 'The event' }).getByRole('link', { name: 'Open the asset' }).waitFor()
    })

    it('of other settings says what a webhook would get, before they are saved', async () => {
      await page.goto(`${SERVER}/console/webhooks/${webhooks[GETS]}`)
      const simulation = page.getByRole('region', { name: 'Simulation' })
      await hands.tick(page.getByRole('checkbox', { name: /asset_checkout/ }))
      await hands.press(simulation.getByRole('button', { name: 'Simulate' }))
      await simulation.getByText(/^The webhook would get 2 of [\d,]+ events, .* It gets 1 of them now: 1 more, 0 fewer\./).waitFor()
      await hands.press(simulation.getByText('Events that are new'))
      await simulation.getByText('asset_checkout', { exact: true }).first().waitFor()
      await hands.press(simulation.getByText('Payloads as they would be sent'))
      await simulation.getByText(asset).first().waitFor()
      await seen('simulation')
      // what was found was about the settings of before
      await hands.tick(page.getByRole('checkbox', { name: /asset_checkout/ }), false)
      await simulation.getByText('The webhook would get').waitFor({ state: 'detached' })
      expect((await call<{ eventTypes: string[] }>(page, 'GET', `/services/admin/webhook/${webhooks[GETS]}`)).eventTypes).toEqual(['asset_create'])
      expect(browser.complaints.all).toEqual([])
      expect(hands.faults).toEqual([])
    })
  })
})
