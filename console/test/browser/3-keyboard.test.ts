import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, chord, focusTaken, SERVER, tabTo, visit, type Visit } from './browser'
import { genuine, receiver, type Receiver } from './receiver'

/** Nothing but keys: no step here touches the mouse. */
describe('with the keyboard only', () => {
  let browser: Visit
  let page: Page
  let endpoint: Receiver

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    endpoint = await receiver()
  })
  afterAll(async () => {
    await browser.close()
    await endpoint.close()
  })

  it('a user logs in, creates a webhook, disables, enables and removes it', async () => {
    await page.goto(SERVER)
    await page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
    await page.keyboard.type(ADMIN.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(ADMIN.password)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Menu of ada' }).waitFor()

    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await page.keyboard.type('create a web')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'New webhook' }).waitFor()

    await tabTo(page, /^Name$/)
    await page.keyboard.type('By keys')
    await tabTo(page, /^URL$/)
    await page.keyboard.type(endpoint.url)
    await tabTo(page, /Folder created/)
    await page.keyboard.press('Space')
    await tabTo(page, /^Save$/)
    await page.keyboard.press('Enter')
    const token = await page.getByTestId('secret-token').innerText()

    await chord(page, 'g', 'a')
    await page.getByRole('navigation', { name: 'Folders' }).waitFor()
    await tabTo(page, /^New folder$/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, /^Name$/)
    await page.keyboard.type('Made by keys')
    await page.keyboard.press('Enter')
    expect(genuine(await endpoint.waitFor('folder_create'), token)).toBe(true)
    // the receiver may get the event before the page shows the folder
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await chord(page, 'g', 'w')
    await page.getByRole('link', { name: 'By keys', exact: true }).waitFor()
    await focusTaken(page)
    do await page.keyboard.press('j')
    while (!(await page.evaluate(() => document.activeElement?.matches('[data-row]') && document.activeElement.textContent?.includes('By keys'))))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'By keys' }).waitFor()
    await tabTo(page, /^Disable$/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^Disable$/)
    await page.keyboard.press('Enter')
    await page.getByText('This webhook is disabled').waitFor()
    await tabTo(page, /^Enable$/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor()

    await tabTo(page, /^Remove Webhook$/)
    await page.keyboard.press('Enter')
    await tabTo(page, /to confirm/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Remove Webhook')
    await page.keyboard.press('Enter')
    await tabTo(page, /to confirm/)
    await page.keyboard.type('By keys')
    await page.keyboard.press('Enter')
    await page.getByText('Removed By keys').waitFor()
    expect(browser.complaints.all).toEqual([])
  })

  it('a user tests a webhook, sees it fail, understands why, mends it and resends', async () => {
    endpoint.at['/broken'] = 404
    endpoint.received.length = 0
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await page.keyboard.type('create a web')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'New webhook' }).waitFor()
    await tabTo(page, /^Name$/)
    await page.keyboard.type('To be mended')
    await tabTo(page, /^URL$/)
    await page.keyboard.type(endpoint.url.replace('/hook', '/broken'))
    await tabTo(page, /Folder created/)
    await page.keyboard.press('Space')
    await tabTo(page, /^Save$/)
    await page.keyboard.press('Enter')
    await page.getByTestId('secret-token').waitFor()

    // the test says what is wrong before anything was lost
    await tabTo(page, /^Testing$/)
    await page.keyboard.press('Enter')
    await page.getByText('Sends one signed request now').waitFor()
    await tabTo(page, /^Send/)
    await page.keyboard.press('Enter')
    await page.getByText(/responded with 404/).first().waitFor()

    // a real event fails
    await chord(page, 'g', 'a')
    await page.getByRole('navigation', { name: 'Folders' }).waitFor()
    await tabTo(page, /^New folder$/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, /^Name$/)
    await page.keyboard.type('Lost at first')
    await page.keyboard.press('Enter')
    await page.getByText('Created the folder /Lost at first').waitFor()
    await chord(page, 'g', 'd')
    const failed = page.getByRole('row', { name: /To be mended/ })
    await failed.getByText('Failed').or(failed.getByText('Exhausted')).first().waitFor()
    await focusTaken(page)
    do await page.keyboard.press('j')
    while (!(await page.evaluate(() => document.activeElement?.closest('tr')?.textContent?.includes('To be mended'))))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Attempts' }).waitFor()
    await page.getByText(/responded with 404/).first().waitFor()

    // mended where it was wrong: the address
    await tabTo(page, /^To be mended$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'To be mended' }).waitFor()
    await tabTo(page, /^URL$/)
    await page.keyboard.press('Control+a')
    await page.keyboard.type(endpoint.url)
    await tabTo(page, /^Save$/)
    // the message of the first saving may still be there: the response shows when this one is done
    const saved = page.waitForResponse((response) => response.request().method() !== 'GET' && /webhook/i.test(response.url()))
    await page.keyboard.press('Enter')
    expect((await saved).ok()).toBe(true)
    await page.getByText('Saved To be mended').first().waitFor()

    endpoint.received.length = 0
    await page.goBack()
    await page.getByRole('heading', { name: 'Attempts' }).waitFor()
    await tabTo(page, /^Resend$/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, /^Resend$/)
    await page.keyboard.press('Enter')
    const received = await endpoint.waitFor('folder_create')
    expect(JSON.parse(received.body).folderPath).toBe('/Lost at first')
    await page.getByText('Attempt 2', { exact: true }).waitFor()
    await page.getByText(/by hand/).first().waitFor()
    expect(browser.complaints.all).toEqual([])
  })

  it('letters are just letters while the user types, and where shortcuts are disabled', async () => {
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await tabTo(page, /Single-letter shortcuts/)
    await page.keyboard.press('Space')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await chord(page, 'g', 'd')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(new URL(page.url()).pathname).toMatch(/^\/console\/deliveries\//)
    expect(browser.complaints.all).toEqual([])
  })
})
