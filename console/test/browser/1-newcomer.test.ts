import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, axe, overflows, picture, required, SERVER, visit, type Visit } from './browser'
import { genuine, receiver, type Receiver } from './receiver'

/** The whole way of a newcomer, on the real server, step by step in this order. */
describe('a newcomer', () => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver
  let token = ''

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
  })
  afterAll(async () => {
    await browser.close()
    await endpoint.close()
  })

  it('is led to the set-up while there is no user, and makes the first', async () => {
    browser.complaints.allow(/403 .*\/setup/)
    await page.goto(SERVER)
    expect(new URL(page.url()).pathname).toBe('/setup')
    await page.getByText('This set-up link is not valid').waitFor()

    await page.goto(required('CARILLON_SETUP_LINK'))
    expect(await axe(page)).toEqual([])
    await page.getByLabel('User name').fill(ADMIN.username)
    await page.getByLabel('Password', { exact: false }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Create the user' }).click()
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
    await picture(page, 'log-in')
  })

  it('gets one message whatever was wrong, and sees that caps lock is on', async () => {
    expect(await axe(page)).toEqual([])
    const password = page.getByLabel('Password', { exact: true })
    const messages: string[] = []
    for (const name of [ADMIN.username, 'nobody']) {
      await page.getByLabel('User name').fill(name)
      await password.fill('wrong password')
      await password.press('Enter')
      messages.push(await page.getByRole('alert').getByText('is wrong').innerText())
      await page.getByRole('alert').getByText('is wrong').waitFor()
    }
    expect(messages[0]).toBe(messages[1])
    expect(await password.evaluate((field: HTMLInputElement) => field.selectionEnd! - field.selectionStart!)).toBeGreaterThan(0)

    await password.evaluate((field) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true, bubbles: true })))
    await page.getByText('Caps lock is on.').waitFor()
  })

  it('logs in and finds the console in the menu of the avatar', async () => {
    await page.getByLabel('User name').fill(ADMIN.username)
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('No assets yet').waitFor()
    expect(await axe(page)).toEqual([])

    await page.getByRole('button', { name: 'Menu of ada' }).click()
    await page.getByRole('menuitem', { name: 'Management console' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('menuitem', { name: 'Management console' }).click()
    await page.getByText('No webhooks yet').waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/attention')
    expect(await axe(page)).toEqual([])
  })

  it('reads at the field what is wrong, and keeps what was typed', async () => {
    browser.complaints.allow(/400 .*\/services\/admin\/webhook/)
    await page.getByRole('link', { name: 'Create your first webhook' }).click()
    await page.getByLabel('Name', { exact: true }).fill('My receiver')
    await page.getByLabel('URL').fill('http://10.0.0.1/internal')
    await page.getByRole('checkbox', { name: /Metadata changed/ }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^'url' is 'http:\/\/10\.0\.0\.1\/internal', but must be/).waitFor()
    expect(await page.getByLabel('URL').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('My receiver')
    expect(await page.getByRole('checkbox', { name: /Metadata changed/ }).isChecked()).toBe(true)
    expect(await axe(page)).toEqual([])

    await page.getByLabel('URL').fill(endpoint.url)
    await page.getByLabel('Query').fill('extension:(')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^'foldersAndQuery.query'/).waitFor()
    expect(await page.getByLabel('Query').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Query').fill('')
  })

  it('saves a webhook and is shown its secret token once', async () => {
    await page.getByRole('checkbox', { name: /^Assets/ }).check()
    await page.getByRole('checkbox', { name: /Folder created/ }).check()
    await page.getByLabel('Metadata to return', { exact: true }).fill('assetPath, status,')
    await page.getByRole('button', { name: 'Save' }).click()
    token = await page.getByTestId('secret-token').innerText()

    expect(token).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    await page.getByRole('heading', { name: 'My receiver' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.reload()
    await page.getByRole('heading', { name: 'My receiver' }).waitFor()
    expect(await page.getByTestId('secret-token').count()).toBe(0)
  })

  it('sees the editable form at once when a webhook is selected, with all that can be done to it', async () => {
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'My receiver' }).click()
    await page.getByRole('heading', { name: 'My receiver' }).waitFor()
    for (const button of ['Save', 'Regenerate', 'Disable', 'Remove Webhook']) {
      expect(await page.getByRole('button', { name: button, exact: true }).isVisible(), button).toBe(true)
    }
    expect(await page.getByLabel('Name', { exact: true }).isEditable()).toBe(true)
    expect(await page.getByRole('checkbox', { name: /^Assets/ }).isChecked()).toBe(true)
    expect(await page.getByText('assetPath', { exact: true }).count()).toBe(1)

    await page.getByLabel('Name', { exact: true }).fill('Renamed receiver')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Renamed receiver' }).waitFor()
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await overflows(page), `${width} px`).toEqual([])
      await picture(page, `webhook-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('uploads a file, and the receiver gets the event, signed with the token', async () => {
    await page.goto(SERVER)
    await page.locator('input[type=file]').first().setInputFiles({ name: 'hello.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello') })
    await page.getByRole('link', { name: /hello\.txt/ }).waitFor()
    const received = await endpoint.waitFor('asset_create')

    expect(genuine(received, token)).toBe(true)
    expect(JSON.parse(received.body).metadata.assetPath).toBe('/hello.txt')
  })

  it('regenerates the token: another one is shown', async () => {
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'Renamed receiver' }).click()
    await page.getByRole('button', { name: 'Regenerate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click()
    const next = await page.getByTestId('secret-token').innerText()
    expect(next).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    expect(next).not.toBe(token)
    token = next
  })

  it('sees a banner and a label while it is disabled, and recovers what it missed', async () => {
    await page.getByRole('button', { name: 'Disable', exact: true }).click()
    expect(await axe(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('This webhook is disabled').waitFor()
    await page.getByText('A user disabled it by hand.').waitFor()
    await picture(page, 'webhook-disabled')
    await page.getByRole('region', { name: 'Webhooks' }).getByText('Disabled', { exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('row', { name: /Renamed receiver/ }).getByText('Disabled', { exact: true }).waitFor()

    endpoint.received.length = 0
    await page.goto(SERVER)
    await page.getByRole('button', { name: 'New folder' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Missed')
    await page.getByRole('button', { name: 'Create folder' }).click()
    await page.getByText('Nothing in this folder').waitFor()
    expect(await axe(page)).toEqual([])

    await page.goto(`${SERVER}/console/webhooks`)
    await page.getByRole('link', { name: 'Renamed receiver' }).click()
    // the upload's preview may have come after the webhook was disabled: a second missed event
    await page.getByText(/It missed [12] events?\./).waitFor()
    expect(endpoint.received).toEqual([])
    await page.getByRole('button', { name: 'Enable and recover missed' }).click()
    const received = await endpoint.waitFor('folder_create')
    expect(genuine(received, token)).toBe(true)
    await page.getByText('This webhook is disabled').waitFor({ state: 'detached' })
  })

  it('reveals the token only for the password', async () => {
    browser.complaints.allow(/403 .*\/reveal-secret/)
    await page.getByRole('link', { name: 'Secret', exact: true }).click()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.getByLabel('Your password').fill('not my password')
    await page.getByRole('button', { name: 'Show the token' }).click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    expect(await page.getByText(token).count()).toBe(0)
    await page.getByLabel('Your password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Show the token' }).click()
    await page.getByText(token).waitFor()
    await picture(page, 'webhook-secret')
    await page.getByRole('link', { name: 'History', exact: true }).click()
    await page.getByRole('row', { name: /Reveal secret.*Done/ }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('link', { name: 'Secret', exact: true }).click()
    await expect.poll(() => page.getByRole('button', { name: /^(Node|Java|Python|Go|PHP|C#|Ruby|Shell)$/ }).count()).toBe(8)
  })

  it('removes it after typing its name, and it is gone from the list', async () => {
    await page.getByRole('button', { name: 'Remove Webhook' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Remove Webhook' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Renamed receiver')
    await dialog.getByRole('button', { name: 'Remove Webhook' }).click()
    await page.getByText('No webhooks yet').waitFor()
  })

  it('goes on where the session ended, with what was typed', async () => {
    browser.complaints.allow(/401 /)
    await page.goto(`${SERVER}/console/webhooks/new`)
    await page.getByLabel('Name', { exact: true }).fill('Typed before')
    const checked = page.waitForResponse('**/api/url-checks')
    await page.getByLabel('URL').fill(endpoint.url)
    // it is the saving that is to find the session ended
    await checked
    await browser.context.clearCookies()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('password')
    expect(await axe(page)).toEqual([])
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Log in', exact: true }).click()
    await page.getByRole('heading', { name: 'Typed before' }).waitFor()
    expect(await page.getByTestId('secret-token').isVisible()).toBe(true)
  })

  it('logs out, and comes back to the page that was asked for', async () => {
    await page.getByRole('button', { name: 'Menu of ada' }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
    await page.goto(`${SERVER}/console/webhooks?q=typed`)
    await page.getByLabel('User name').fill(ADMIN.username)
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Typed before' }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=typed')
  })

  it('has had no complaint from the browser all the way', () => {
    expect(browser.complaints.all).toEqual([])
  })
})
