import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, required, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, heard } from './heard'
import { handsOf, WAYS, type Way } from './keyboard'
import { call, newFolder } from './made'
import { clientCertificate } from './certificate'
import { receiver, type Receiver } from './receiver'

let browser: Visit
let page: Page
let endpoint: Receiver
let hands: Hands

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

/** The steps of this part are done in this way. */
function by(way: Way) {
  beforeAll(() => {
    hands = handsOf(way, page)
    endpoint.received.length = 0
  })
  afterAll(() => expect(hands.faults).toEqual([]))
}

/** To those who hear the page, and to all who look at it; what it says now is announced. */
async function readable(...said: (string | RegExp)[]) {
  expect(await heard(page, ...said)).toEqual([])
  await hands.look(async () => expect(await axe(page)).toEqual([]))
}

describe.each(WAYS)('a cluster property, by %s,', (way) => {
  by(way)
  beforeAll(() => page.goto(`${SERVER}/console/properties`))

  const file = () => join(required('CARILLON_HOME_FOLDER'), 'config/cluster-properties.txt')
  const field = () => page.getByLabel('webHooksTimeoutSeconds', { exact: true })

  it('that is changed on the page stands in the file', async () => {
    await hands.type(field(), '11')
    await hands.press(page.getByRole('button', { name: 'Save webHooksTimeoutSeconds' }))
    await announced(page, 'Saved webHooksTimeoutSeconds')
    expect(readFileSync(file(), 'utf8')).toMatch(/^webHooksTimeoutSeconds\s*[=:]\s*11$/m)
  })

  it('that is changed in the file shows on the page, by itself', async () => {
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/^(webHooksTimeoutSeconds\s*[=:]\s*)11$/m, '$112'))
    await page.waitForFunction(() => (document.querySelector('#property-webHooksTimeoutSeconds') as HTMLInputElement | null)?.value === '12')
    await hands.press(page.getByRole('button', { name: 'Reset webHooksTimeoutSeconds to its default' }))
    await page.getByText('webHooksTimeoutSeconds is reset to its default').waitFor()
    expect(readFileSync(file(), 'utf8')).not.toMatch(/^webHooksTimeoutSeconds/m)
  })

  it('with few values is a list to choose from, and those of webhooks come first', async () => {
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Webhooks', 'Server'])
    expect(await page.locator('main li label').first().innerText()).toMatch(/^webHooks/)
    const choice = page.getByRole('combobox', { name: 'logAttempts', exact: true })
    expect(await choice.locator('option').allInnerTexts()).toEqual(['failed', 'all'])
    await hands.choose(choice, 'all')
    await hands.press(page.getByRole('button', { name: 'Save logAttempts' }))
    await page.getByText('Saved logAttempts').waitFor()
    expect(readFileSync(file(), 'utf8')).toMatch(/^logAttempts\s*[=:]\s*all$/m)
    await hands.press(page.getByRole('button', { name: 'Reset logAttempts to its default' }))
    await page.getByText('logAttempts is reset to its default').waitFor()
  })

  it('that cannot be says so at its field, and keeps what was typed', async () => {
    browser.complaints.allow(/400 .*\/api\/properties/)
    await hands.type(field(), 'a while')
    await hands.press(page.getByRole('button', { name: 'Save webHooksTimeoutSeconds' }))
    await page.getByText(/webHooksTimeoutSeconds.*a while/).waitFor()
    await readable(/webHooksTimeoutSeconds.*a while/)
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await field().inputValue()).toBe('a while')
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('a new user, with no other program, by %s,', (way) => {
  by(way)

  it('tests a webhook with the built-in receiver: sees it fail, understands, mends it and resends', async () => {
    await page.goto(`${SERVER}/console/receiver`)
    await hands.press(page.getByRole('button', { name: /Create a receiver|New receiver/ }))
    await page.getByText('No requests yet').waitFor()
    await hands.press(page.getByRole('button', { name: 'Gone (410)' }))
    await page.getByText('Response saved').waitFor()
    const inspector = page.url()

    await hands.press(page.getByRole('link', { name: 'Create a webhook for it' }))
    await hands.type(page.getByLabel('Name', { exact: true }), `First try by ${way}`)
    await hands.tick(page.getByRole('checkbox', { name: /Folder created/ }))
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByTestId('secret-token').waitFor()
    await page.goto(SERVER)
    await hands.press(page.getByRole('button', { name: 'New folder' }))
    await hands.type(page.getByLabel('Name', { exact: true }), `Of a first try by ${way}`)
    await hands.press(page.getByRole('button', { name: 'Create folder' }))
    await page.getByText(`Created the folder /Of a first try by ${way}`).waitFor()

    await page.goto(`${SERVER}/console/webhooks`)
    await hands.press(page.getByRole('link', { name: `First try by ${way}`, exact: true }))
    await hands.press(page.getByRole('navigation', { name: 'Parts of this webhook' }).getByRole('link', { name: 'Deliveries' }))
    await page.getByRole('row', { name: /folder_create/ }).getByText('Failed').waitFor()
    await hands.press(page.locator('[data-delivery]').first())
    await page.getByText(/The receiver responded with 410/).first().waitFor()
    const failed = page.url()

    await page.goto(inspector)
    await page.getByText('Signature valid').waitFor()
    await hands.press(page.getByRole('button', { name: 'Works' }))
    await page.getByText('Response saved').waitFor()
    await page.goto(failed)
    await hands.press(page.getByRole('button', { name: 'Resend' }))
    await readable()
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Resend' }))
    await page.getByText('Attempt 2', { exact: true }).waitFor()
    await page.getByRole('main').getByText('Delivered', { exact: true }).first().waitFor()
    await page.goto(inspector)
    await page.getByText('Signature valid').nth(1).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('a client certificate, by %s,', (way) => {
  by(way)

  const { certificate, key } = clientCertificate('carillon.example.com', 3)

  it('is refused at its field where its key does not fit, and what was given stays', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await page.goto(`${SERVER}/console/webhooks/new`)
    await hands.type(page.getByLabel('Name', { exact: true }), `Asks who calls, by ${way}`)
    await hands.type(page.getByLabel('URL'), 'https://127.0.0.1:9/hook')
    await hands.tick(page.getByRole('checkbox', { name: /Webhook failing/ }))
    await hands.press(page.getByText('Advanced', { exact: true }))
    await hands.press(page.getByRole('button', { name: 'Add a certificate …' }))
    await hands.type(page.getByLabel('Certificate', { exact: true }), certificate)
    await hands.type(page.getByLabel('Private key', { exact: true }), clientCertificate('other', 3).key)
    await readable()
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByText(/^'clientKeyPem'.*must be the key of the first certificate/).waitFor()
    await announced(page, /'clientKeyPem'.*must be the key of the first certificate/)
    expect(await page.getByLabel('Private key', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Certificate', { exact: true }).inputValue()).toBe(certificate)
  })

  it('is taken from a file that holds both, shown without its key, and warned of before it ends', async () => {
    await hands.give(page.getByText('Choose a file …').first(), { name: 'both.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(key + certificate) })
    await expect.poll(() => page.getByLabel('Private key', { exact: true }).inputValue()).toBe(key)
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByText('Its client certificate expires soon').waitFor()
    expect(await page.getByRole('checkbox', { name: /Webhook failing/ }).isChecked()).toBe(true)
    await hands.press(page.getByText('Advanced', { exact: true }))
    await page.getByText('CN=carillon.example.com').first().waitFor()
    expect(await page.content()).not.toContain(key.split('\n')[1]!)
    // so high that the bar with *Save*, which stays in sight, covers nothing
    const size = page.viewportSize()!
    await page.setViewportSize({ ...size, height: 4000 })
    await readable()
    await page.setViewportSize(size)
  })

  it('is removed when that is saved, and not before', async () => {
    await hands.press(page.getByRole('button', { name: 'Remove certificate' }))
    await hands.press(page.getByRole('button', { name: 'Keep it' }))
    await hands.press(page.getByRole('button', { name: 'Remove certificate' }))
    await page.getByText('The certificate is removed when you save.').waitFor()
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByText('Its client certificate expires soon').waitFor({ state: 'detached' })
    await hands.press(page.getByText('Advanced', { exact: true }))
    await page.getByRole('button', { name: 'Add a certificate …' }).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('a test before a webhook is saved, by %s,', (way) => {
  by(way)

  it('shows the body that was sent, and saves nothing', async () => {
    await page.goto(`${SERVER}/console/webhooks/new`)
    await hands.type(page.getByLabel('URL'), endpoint.url)
    await hands.press(page.getByRole('button', { name: 'Send test before saving' }))
    const shown = page.getByRole('group', { name: 'Attempt 1' }).getByRole('region', { name: 'request body' })
    await shown.waitFor()
    expect(JSON.parse(await shown.innerText())).toEqual(JSON.parse(endpoint.received.at(-1)!.body))
    expect(endpoint.received.at(-1)!.headers['x-hook-signature']).toMatch(/^[0-9a-f]{64}$/)
    expect((await call<{ url: string | null }[]>(page, 'GET', '/api/webhooks')).filter(({ url }) => url === endpoint.url)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('the rules of a webhook, by %s,', (way) => {
  by(way)

  it('are refused at their field, kept while that is mended, and saved', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await page.goto(`${SERVER}/console/webhooks/new`)
    await hands.type(page.getByLabel('Name', { exact: true }), `Has rules of its own, by ${way}`)
    await hands.type(page.getByLabel('URL'), 'http://127.0.0.1:9/hook')
    await hands.press(page.getByText('Advanced', { exact: true }))
    await hands.type(page.getByLabel('Retry delays'), '5s, 1s')
    await hands.type(page.getByLabel('Statuses to retry'), '429')
    await hands.choose(page.getByLabel('A 410 response'), 'Disables the webhook')
    await hands.tick(page.getByRole('checkbox', { name: 'Recover automatically' }))
    await readable()
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByText(/^'retryDelays\[1\]' is .*but must be/).waitFor()
    await announced(page, /'retryDelays\[1\]' is .*but must be/)
    expect(await page.getByLabel('Retry delays').getAttribute('aria-invalid')).toBe('true')
    await hands.type(page.getByLabel('Retry delays'), '5s, 1m')
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.waitForURL(/\/console\/webhooks\/[0-9A-Za-z_-]{22}/)
    const id = new URL(page.url()).pathname.split('/').pop()!
    const saved = await call<Record<string, unknown>>(page, 'GET', `/services/admin/webhook/${id}`)
    expect(saved).toMatchObject({ retryDelays: ['5s', '1m'], retriedStatuses: [429], disableOnGone: true, adaptiveConcurrency: false, recoverAutomatically: true })
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('a webhook for what happens to webhooks, by %s,', (way) => {
  by(way)

  it('is registered in the form, receives it, and receives no more when that is unticked', async () => {
    const other = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: `Watched by ${way}`, url: 'http://127.0.0.1:9/', eventTypes: [] })
    await page.goto(`${SERVER}/console/webhooks/new`)
    await hands.type(page.getByLabel('Name', { exact: true }), `Informs the operators, by ${way}`)
    await hands.type(page.getByLabel('URL'), endpoint.url)
    await hands.type(page.getByPlaceholder('Find an event type'), 'webhook')
    await hands.tick(page.getByRole('checkbox', { name: /Operations/ }))
    await hands.tick(page.getByRole('checkbox', { name: /webhook\.enabled/ }), false)
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.waitForURL(/\/console\/webhooks\/[0-9A-Za-z_-]{22}/)
    const id = new URL(page.url()).pathname.split('/').pop()!
    const saved = await call<{ eventTypes: string[]; operationalEvents: string[] }>(page, 'GET', `/services/admin/webhook/${id}`)
    expect(saved.eventTypes).toEqual([])
    expect(saved.operationalEvents.toSorted()).toEqual(['alert.began', 'alert.ended', 'webhook.disabled', 'webhook.exhausted', 'webhook.failing', 'webhook.recovered', 'webhook.secret_rolled'])

    await call(page, 'PUT', `/services/admin/webhook/${other.id}/disable`)
    expect((await endpoint.waitFor('webhook.disabled')).body).toContain(other.id)

    await page.reload()
    await page.getByRole('checkbox', { name: /webhook\.disabled/ }).waitFor()
    expect(await page.getByRole('checkbox', { name: /webhook\.disabled/ }).isChecked()).toBe(true)
    expect(await page.getByRole('checkbox', { name: /webhook\.enabled/ }).isChecked()).toBe(false)
    await hands.tick(page.getByRole('checkbox', { name: /Operations/ }))
    await hands.tick(page.getByRole('checkbox', { name: /Operations/ }), false)
    await hands.press(page.getByRole('button', { name: 'Save' }))
    await page.getByText(`Saved Informs the operators, by ${way}`).waitFor()
    expect((await call<{ operationalEvents: string[] }>(page, 'GET', `/services/admin/webhook/${id}`)).operationalEvents).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('a share link, by %s,', (way) => {
  by(way)
  const NAME = `shared by ${way}.txt`
  const SUBJECT = `For the press, by ${way}`

  it('is opened by a person who is not logged in, who sees and downloads what was shared, and no more', async () => {
    await page.goto(SERVER)
    await hands.give(page.getByRole('button', { name: 'Upload', exact: true }), { name: NAME, mimeType: 'text/plain', buffer: Buffer.from(NAME) })
    await hands.mark(page.getByRole('main').getByRole('link', { name: NAME }))
    await hands.press(page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Share' }))
    await hands.type(page.getByLabel('Subject'), SUBJECT)
    await readable()
    await hands.press(page.getByRole('button', { name: 'Create the link' }))
    const link = await page.getByRole('dialog').getByRole('link').getAttribute('href')
    await readable('Anyone with this link can see the asset')
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Done' }))

    const stranger = await visit()
    const theirs = handsOf(way, stranger.page)
    try {
      await stranger.page.goto(link!)
      await stranger.page.getByText(SUBJECT).first().waitFor()
      await stranger.page.getByText(NAME).first().waitFor()
      expect(await heard(stranger.page)).toEqual([])
      await theirs.look(async () => expect(await axe(stranger.page)).toEqual([]))
      const [download] = await Promise.all([stranger.page.waitForEvent('download'), theirs.press(stranger.page.getByRole('link', { name: /download|original/i }).first())])
      expect(readFileSync(await download.path(), 'utf8')).toBe(NAME)
      await stranger.page.goto(SERVER)
      await stranger.page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
      stranger.complaints.allow(/401 /)
      expect(stranger.complaints.all.filter((line) => !/401 /.test(line))).toEqual([])
      expect(theirs.faults).toEqual([])
    } finally {
      await stranger.close()
    }
    expect(browser.complaints.all).toEqual([])
  })
})

describe.each(WAYS)('the deliveries, by %s,', (way) => {
  by(way)
  const STEPS = `Steps by ${way}`

  beforeAll(async () => {
    const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: STEPS, url: endpoint.url, eventTypes: ['folder_create'] })
    for (const name of ['One', 'Two', 'Three']) {
      await newFolder(page, `${name} by ${way}`)
    }
    await page.goto(`${SERVER}/console/deliveries?webhook=${made.id}`)
    await page.locator('[data-delivery]').nth(2).waitFor()
  })

  it('lead from one to the next and back, and to the list as it was', async () => {
    const list = new URL(page.url()).search
    await hands.press(page.locator('[data-delivery]').first())
    await page.getByText('1 of 3', { exact: true }).waitFor()
    const first = page.url()
    await hands.key('j')
    await page.getByText('2 of 3', { exact: true }).waitFor()
    expect(page.url()).not.toBe(first)
    await hands.key('k')
    await page.getByText('1 of 3', { exact: true }).waitFor()
    expect(page.url()).toBe(first)
    await hands.key('k')
    expect(page.url()).toBe(first)
    await hands.press(page.getByRole('link', { name: 'Next delivery' }))
    await page.getByText('2 of 3', { exact: true }).waitFor()
    await hands.press(page.getByRole('main').getByRole('link', { name: 'Deliveries', exact: true }))
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor()
    expect(new URL(page.url()).search).toBe(list)
  })

  it('are filtered again by a view that was saved, from the page and from the palette', async () => {
    await hands.press(page.getByRole('button', { name: 'Save view' }))
    await hands.type(page.getByLabel('Name', { exact: true }), 'Only the steps')
    await readable()
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Save' }))
    await page.getByRole('link', { name: 'Only the steps' }).waitFor()
    const saved = page.url()
    await page.goto(`${SERVER}/console/deliveries`)
    await hands.press(page.getByRole('link', { name: 'Only the steps' }))
    await page.getByRole('button', { name: 'Remove the view Only the steps' }).waitFor()
    expect(page.url()).toBe(saved)
    await readable()

    await page.goto(`${SERVER}/console/health`)
    await page.getByRole('heading', { name: 'System health' }).waitFor()
    await hands.key('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await page.keyboard.type('only the')
    await page.getByRole('option', { name: /Only the steps/ }).waitFor()
    await hands.key('Enter')
    await hands.press(page.getByRole('button', { name: 'Remove the view Only the steps' }))
    await page.getByText('Removed the view Only the steps').waitFor()
    await page.getByRole('link', { name: 'Only the steps' }).waitFor({ state: 'detached' })
    expect(browser.complaints.all).toEqual([])
  })

  it('are sent again, many at once, which says how many there are and shows how far it is', async () => {
    const before = endpoint.received.length
    await page.goto(`${SERVER}/console/webhooks?q=${STEPS}`)
    await hands.press(page.getByRole('link', { name: STEPS }))
    await hands.press(page.getByRole('navigation', { name: 'Parts of this webhook' }).getByRole('link', { name: 'Deliveries' }))
    await hands.press(page.getByRole('button', { name: 'Resend all …' }))
    await page.getByRole('dialog').getByText(/^3 of 3 would be sent again/).waitFor()
    await readable(/3 of 3 would be sent again/)
    await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Resend' }))
    await page.getByText('3 of 3', { exact: true }).waitFor()
    await expect.poll(() => endpoint.received.length - before).toBe(3)
    await readable()
    expect(browser.complaints.all).toEqual([])
  })
})
