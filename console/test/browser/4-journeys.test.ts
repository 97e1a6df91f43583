import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, logIn, required, SERVER, visit, type Visit } from './browser'
import { call } from './made'
import { clientCertificate } from './certificate'
import { receiver, type Receiver } from './receiver'

let browser: Visit
let page: Page
let endpoint: Receiver

beforeAll(async () => {
  browser = await visit()
  page = browser.page
  endpoint = await receiver()
  await logIn(page, '/console/properties')
})
afterAll(async () => {
  await browser.close()
  await endpoint.close()
})

describe('a cluster property', () => {
  const file = () => join(required('CARILLON_HOME_FOLDER'), 'config/cluster-properties.txt')
  const field = () => page.getByLabel('webHooksTimeoutSeconds', { exact: true })

  it('that is changed on the page stands in the file', async () => {
    await field().fill('11')
    await page.getByRole('button', { name: 'Save webHooksTimeoutSeconds' }).click()
    await page.getByText('Saved webHooksTimeoutSeconds').waitFor()
    expect(readFileSync(file(), 'utf8')).toMatch(/^webHooksTimeoutSeconds\s*[=:]\s*11$/m)
  })

  it('that is changed in the file shows on the page, by itself', async () => {
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/^(webHooksTimeoutSeconds\s*[=:]\s*)11$/m, '$112'))
    await page.waitForFunction(() => (document.querySelector('#property-webHooksTimeoutSeconds') as HTMLInputElement | null)?.value === '12')
    await page.getByRole('button', { name: 'Reset webHooksTimeoutSeconds to its default' }).click()
    await page.getByText('webHooksTimeoutSeconds is reset to its default').waitFor()
    expect(readFileSync(file(), 'utf8')).not.toMatch(/^webHooksTimeoutSeconds/m)
  })

  it('with few values is a list to choose from, and those of webhooks come first', async () => {
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Webhooks', 'Server'])
    expect(await page.locator('main li label').first().innerText()).toMatch(/^webHooks/)
    const choice = page.getByRole('combobox', { name: 'logAttempts', exact: true })
    expect(await choice.locator('option').allInnerTexts()).toEqual(['failed', 'all'])
    await choice.selectOption('all')
    await page.getByRole('button', { name: 'Save logAttempts' }).click()
    await page.getByText('Saved logAttempts').waitFor()
    expect(readFileSync(file(), 'utf8')).toMatch(/^logAttempts\s*[=:]\s*all$/m)
    await page.getByRole('button', { name: 'Reset logAttempts to its default' }).click()
    await page.getByText('logAttempts is reset to its default').waitFor()
  })

  it('that cannot be says so at its field, and keeps what was typed', async () => {
    browser.complaints.allow(/400 .*\/api\/properties/)
    await field().fill('a while')
    await page.getByRole('button', { name: 'Save webHooksTimeoutSeconds' }).click()
    await page.getByText(/webHooksTimeoutSeconds.*a while/).waitFor()
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await field().inputValue()).toBe('a while')
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a new user, with no other program', () => {
  it('tests a webhook with the built-in receiver: sees it fail, understands, mends it and resends', async () => {
    await page.goto(`${SERVER}/console/receiver`)
    await page.getByRole('button', { name: /Create a receiver|New receiver/ }).click()
    await page.getByText('No requests yet').waitFor()
    await page.getByRole('button', { name: 'Gone (410)' }).click()
    await page.getByText('Response saved').waitFor()
    const inspector = page.url()

    await page.getByRole('link', { name: 'Create a webhook for it' }).click()
    await page.getByLabel('Name', { exact: true }).fill('First try')
    await page.getByRole('checkbox', { name: /Folder created/ }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByTestId('secret-token').waitFor()
    await page.goto(SERVER)
    await page.getByRole('button', { name: 'New folder' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Of a first try')
    await page.getByRole('button', { name: 'Create folder' }).click()
    await page.getByText('Created the folder /Of a first try').waitFor()

    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'First try' }).click()
    await page.getByRole('navigation', { name: 'Parts of this webhook' }).getByRole('link', { name: 'Deliveries' }).click()
    await page.getByRole('row', { name: /folder_create/ }).getByText('Failed').waitFor()
    await page.locator('[data-delivery]').first().click()
    await page.getByText(/The receiver responded with 410/).first().waitFor()
    const failed = page.url()

    await page.goto(inspector)
    await page.getByText('Signature valid').waitFor()
    await page.getByRole('button', { name: 'Works' }).click()
    await page.getByText('Response saved').waitFor()
    await page.goto(failed)
    await page.getByRole('button', { name: 'Resend' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resend' }).click()
    await page.getByText('Attempt 2', { exact: true }).waitFor()
    await page.getByRole('main').getByText('Delivered', { exact: true }).first().waitFor()
    await page.goto(inspector)
    await page.getByText('Signature valid').nth(1).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a client certificate', () => {
  const { certificate, key } = clientCertificate('carillon.example.com', 3)

  it('is refused at its field where its key does not fit, and what was given stays', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel('Name', { exact: true }).fill('Asks who calls')
    await page.getByLabel('URL').fill('https://127.0.0.1:9/hook')
    await page.getByRole('checkbox', { name: /Webhook failing/ }).check()
    await page.getByText('Advanced', { exact: true }).click()
    await page.getByRole('button', { name: 'Add a certificate …' }).click()
    await page.getByLabel('Certificate', { exact: true }).fill(certificate)
    await page.getByLabel('Private key', { exact: true }).fill(clientCertificate('other', 3).key)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^'clientKeyPem'.*must be the key of the first certificate/).waitFor()
    expect(await page.getByLabel('Private key', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Certificate', { exact: true }).inputValue()).toBe(certificate)
  })

  it('is taken from a file that holds both, shown without its key, and warned of before it ends', async () => {
    await page.getByLabel('Certificate from a file').setInputFiles({ name: 'both.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(key + certificate) })
    await expect.poll(() => page.getByLabel('Private key', { exact: true }).inputValue()).toBe(key)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Its client certificate expires soon').waitFor()
    expect(await page.getByRole('checkbox', { name: /Webhook failing/ }).isChecked()).toBe(true)
    await page.getByText('Advanced', { exact: true }).click()
    await page.getByText('CN=carillon.example.com').first().waitFor()
    expect(await page.content()).not.toContain(key.split('\n')[1]!)
    // so high that the bar with *Save*, which stays in sight, covers nothing
    const size = page.viewportSize()!
    await page.setViewportSize({ ...size, height: 4000 })
    expect(await axe(page)).toEqual([])
    await page.setViewportSize(size)
  })

  it('is removed when that is saved, and not before', async () => {
    await page.getByRole('button', { name: 'Remove certificate' }).click()
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('button', { name: 'Remove certificate' }).click()
    await page.getByText('The certificate is removed when you save.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Its client certificate expires soon').waitFor({ state: 'detached' })
    await page.getByText('Advanced', { exact: true }).click()
    await page.getByRole('button', { name: 'Add a certificate …' }).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a test before a webhook is saved', () => {
  it('shows the body that was sent, and saves nothing', async () => {
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel('URL').fill(endpoint.url)
    await page.getByRole('button', { name: 'Send test before saving' }).click()
    const shown = page.getByRole('group', { name: 'Attempt 1' }).getByRole('region', { name: 'request body' })
    await shown.waitFor()
    expect(JSON.parse(await shown.innerText())).toEqual(JSON.parse(endpoint.received.at(-1)!.body))
    expect(endpoint.received.at(-1)!.headers['x-hook-signature']).toMatch(/^[0-9a-f]{64}$/)
    expect((await call<{ url: string | null }[]>(page, 'GET', '/api/webhooks')).filter(({ url }) => url === endpoint.url)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe('the rules of a webhook', () => {
  it('are refused at their field, kept while that is mended, and saved', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel('Name', { exact: true }).fill('Has rules of its own')
    await page.getByLabel('URL').fill('http://127.0.0.1:9/hook')
    await page.getByText('Advanced', { exact: true }).click()
    await page.getByLabel('Retry delays').fill('5s, 1s')
    await page.getByLabel('Statuses to retry').fill('429')
    await page.getByLabel('A 410 response').selectOption({ label: 'Disables the webhook' })
    await page.getByRole('checkbox', { name: 'Recover automatically' }).check()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^'retryDelays\[1\]' is .*but must be/).waitFor()
    expect(await page.getByLabel('Retry delays').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Retry delays').fill('5s, 1m')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/console\/webhooks\/[0-9A-Za-z_-]{22}/)
    const id = new URL(page.url()).pathname.split('/').pop()!
    const saved = await call<Record<string, unknown>>(page, 'GET', `/services/admin/webhook/${id}`)
    expect(saved).toMatchObject({ retryDelays: ['5s', '1m'], retriedStatuses: [429], disableOnGone: true, adaptiveConcurrency: false, recoverAutomatically: true })
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a webhook for what happens to webhooks', () => {
  it('is registered in the form, receives it, and receives no more when that is unticked', async () => {
    const other = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: 'Watched', url: 'http://127.0.0.1:9/', eventTypes: [] })
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel('Name', { exact: true }).fill('Informs the operators')
    await page.getByLabel('URL').fill(endpoint.url)
    await page.getByPlaceholder('Find an event type').fill('webhook')
    await page.getByRole('checkbox', { name: /Operations/ }).check()
    await page.getByRole('checkbox', { name: /webhook\.enabled/ }).uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
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
    await page.getByRole('checkbox', { name: /Operations/ }).check()
    await page.getByRole('checkbox', { name: /Operations/ }).uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved Informs the operators').waitFor()
    expect((await call<{ operationalEvents: string[] }>(page, 'GET', `/services/admin/webhook/${id}`)).operationalEvents).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a share link', () => {
  it('is opened by a person who is not logged in, who sees and downloads what was shared, and no more', async () => {
    await page.goto(SERVER)
    await page.locator('input[type=file]').first().setInputFiles({ name: 'shared.txt', mimeType: 'text/plain', buffer: Buffer.from('Shared with you') })
    await page.getByRole('checkbox', { name: 'Select shared.txt' }).check()
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Share' }).click()
    await page.getByLabel('Subject').fill('For the press')
    await page.getByRole('button', { name: 'Create the link' }).click()
    const link = await page.getByRole('dialog').getByRole('link').getAttribute('href')
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()

    const stranger = await visit()
    try {
      await stranger.page.goto(link!)
      await stranger.page.getByText('For the press').first().waitFor()
      await stranger.page.getByText('shared.txt').first().waitFor()
      expect(await axe(stranger.page)).toEqual([])
      const [download] = await Promise.all([stranger.page.waitForEvent('download'), stranger.page.getByRole('link', { name: /download|original/i }).first().click()])
      expect(readFileSync(await download.path(), 'utf8')).toBe('Shared with you')
      await stranger.page.goto(SERVER)
      await stranger.page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
      stranger.complaints.allow(/401 /)
      expect(stranger.complaints.all.filter((line) => !/401 /.test(line))).toEqual([])
    } finally {
      await stranger.close()
    }
    expect(browser.complaints.all).toEqual([])
  })
})

describe('the deliveries', () => {
  beforeAll(async () => {
    const made = await call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name: 'Steps', url: endpoint.url, eventTypes: ['folder_create'] })
    for (const name of ['One', 'Two', 'Three']) {
      await page.evaluate(([name]) => fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ path: `/${name}` }) }), [name])
    }
    await page.goto(`${SERVER}/console/deliveries?webhook=${made.id}`)
    await page.locator('[data-delivery]').nth(2).waitFor()
  })

  it('lead from one to the next and back, and to the list as it was', async () => {
    const list = new URL(page.url()).search
    await page.locator('[data-delivery]').first().click()
    await page.getByText('1 of 3', { exact: true }).waitFor()
    const first = page.url()
    await page.keyboard.press('j')
    await page.getByText('2 of 3', { exact: true }).waitFor()
    expect(page.url()).not.toBe(first)
    await page.keyboard.press('k')
    await page.getByText('1 of 3', { exact: true }).waitFor()
    expect(page.url()).toBe(first)
    await page.keyboard.press('k')
    expect(page.url()).toBe(first)
    await page.getByRole('link', { name: 'Next delivery' }).click()
    await page.getByText('2 of 3', { exact: true }).waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Deliveries', exact: true }).click()
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor()
    expect(new URL(page.url()).search).toBe(list)
  })

  it('are filtered again by a view that was saved, from the page and from the palette', async () => {
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Only the steps')
    expect(await axe(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Only the steps' }).waitFor()
    const saved = page.url()
    await page.goto(`${SERVER}/console/deliveries`)
    await page.getByRole('link', { name: 'Only the steps' }).click()
    await page.getByRole('button', { name: 'Remove the view Only the steps' }).waitFor()
    expect(page.url()).toBe(saved)
    expect(await axe(page)).toEqual([])

    await page.goto(`${SERVER}/console/health`)
    await page.getByRole('heading', { name: 'System health' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await page.keyboard.type('only the')
    await page.getByRole('option', { name: /Only the steps/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the view Only the steps' }).click()
    await page.getByText('Removed the view Only the steps').waitFor()
    await page.getByRole('link', { name: 'Only the steps' }).waitFor({ state: 'detached' })
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a redelivery of many deliveries', () => {
  it('says how many there are, goes on by itself, and shows how far it is', async () => {
    const before = endpoint.received.length
    await page.goto(`${SERVER}/console/webhooks?q=Steps`)
    await page.getByRole('link', { name: 'Steps' }).click()
    await page.getByRole('navigation', { name: 'Parts of this webhook' }).getByRole('link', { name: 'Deliveries' }).click()
    await page.getByRole('button', { name: 'Resend all …' }).click()
    await page.getByRole('dialog').getByText(/^3 of 3 would be sent again/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Resend' }).click()
    await page.getByText('3 of 3', { exact: true }).waitFor()
    await expect.poll(() => endpoint.received.length - before).toBe(3)
    expect(await axe(page)).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a lost connection', () => {
  it('is said, and the page comes back by itself', async () => {
    browser.complaints.allow(/ERR_INTERNET_DISCONNECTED/)
    await page.goto(`${SERVER}/console/users`)
    await page.getByRole('link', { name: 'ada' }).waitFor()
    await page.getByRole('link', { name: 'Webhooks' }).click()
    await page.getByRole('link', { name: 'Steps' }).waitFor()
    await browser.context.setOffline(true)
    await page.getByRole('link', { name: 'Users and groups' }).click()
    await page.getByText('The server cannot be reached.').first().waitFor()
    await page.getByText('Could not load the users.').waitFor()
    expect(await axe(page)).toEqual([])

    await browser.context.setOffline(false)
    await page.getByRole('link', { name: 'ada' }).waitFor()
    await page.getByText('The server cannot be reached.').first().waitFor({ state: 'detached' })
    await expect.poll(() => page.getByText('Could not load').count()).toBe(0)
    expect(browser.complaints.all).toEqual([])
  })

  it('is said also where a page was never loaded, which is then loaded by itself', async () => {
    browser.complaints.allow(/A page failed|dynamically imported|Failed to fetch|Couldn't load preload assets/)
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'Steps' }).waitFor()
    await browser.context.setOffline(true)
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByRole('heading', { name: 'The server does not respond' }).waitFor()
    expect(await axe(page)).toEqual([])
    await browser.context.setOffline(false)
    await page.getByRole('heading', { name: 'Audit log' }).waitFor()
    expect(browser.complaints.all).toEqual([])
  })

  it('leaves a list that is live as it was, and it goes on', async () => {
    await page.goto(`${SERVER}/console/deliveries`)
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await page.locator('[data-delivery]').first().waitFor()
    const rows = await page.locator('[data-delivery]').count()
    await browser.context.setOffline(true)
    await page.evaluate(() => document.querySelector<HTMLElement>('[aria-label="Refresh"]')?.click())
    await page.getByText('The server cannot be reached.').first().waitFor()
    expect(await page.locator('[data-delivery]').count()).toBe(rows)
    await browser.context.setOffline(false)
    await page.getByText('The server cannot be reached.').first().waitFor({ state: 'detached' })
    await page.evaluate(() => fetch('/services/createFolder', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams({ path: '/After the loss' }) }))
    await page.locator('[data-delivery]').nth(rows).waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})
