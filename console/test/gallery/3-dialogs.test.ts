import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, logIn, SERVER, visit, type Visit } from '../browser/browser'
import { api, logInByApi, long, readScene } from './scene'

const scene = readScene()
const { webhooks } = scene
let browser: Visit
let page: Page

beforeAll(async () => {
  await logInByApi()
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(async () => {
  await browser.close()
})

const leaving = () => page.getByRole('dialog', { name: 'Leave without saving?' })
const parts = () => page.getByRole('navigation', { name: 'Parts of this webhook' })

describe('what is not saved', () => {
  it('holds a user who goes to another tab, another webhook, or back', async () => {
    await page.goto(`${SERVER}/console/webhooks?q=Rotated`)
    await page.getByRole('link', { name: long('Rotated') }).click()
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('Typed and not saved')

    await parts().getByRole('link', { name: 'Secret' }).click()
    await leaving().getByRole('button', { name: 'Cancel' }).click()
    expect(await name.inputValue()).toBe('Typed and not saved')
    expect(new URL(page.url()).searchParams.get('tab')).toBeNull()

    await page.goBack()
    await leaving().getByRole('button', { name: 'Cancel' }).click()
    expect(await name.inputValue()).toBe('Typed and not saved')
    expect(new URL(page.url()).pathname).toBe(`/console/webhooks/${webhooks.rotated}`)

    // what closes no form asks nothing
    await page.getByRole('searchbox').fill('WM')
    await page.getByRole('link', { name: long('Storefront') }).click()
    await leaving().getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { name: long('Storefront'), level: 1 }).waitFor()
    await parts().getByRole('link', { name: 'Secret' }).click()
    await page.getByText('Verify the signature').waitFor()
    expect((await api<{ name: string }>('GET', `/services/admin/webhook/${webhooks.rotated}`)).name).toBe(long('Rotated'))
    expect(browser.complaints.all).toEqual([])
  })

  it('of an asset stays while something else is done with it', async () => {
    await page.goto(`${SERVER}/?folder=${encodeURIComponent(scene.folder)}&asset=${scene.asset}`)
    await page.getByLabel('Headline').fill('Typed and not saved')
    await page.getByRole('button', { name: 'Undo check-out' }).click()
    await page.getByRole('button', { name: 'Check out' }).waitFor()
    expect(await page.getByLabel('Headline').inputValue()).toBe('Typed and not saved')
    await page.getByRole('form', { name: 'Metadata' }).getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.getByRole('navigation', { name: 'About this asset' }).getByRole('link', { name: 'History' }).click()
    await page.getByText('Metadata changed').first().waitFor()
    expect(browser.complaints.all).toEqual([])
  })
})

describe('a secret', () => {
  it('that was revealed is not shown as the present one after a rotation, which begins with an overlap', async () => {
    await page.goto(`${SERVER}/console/webhooks/${webhooks.delivered}?tab=secret`)
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.getByLabel('Your password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Show the token' }).click()
    await page.getByRole('button', { name: 'Hide' }).waitFor()
    const old = (await api<{ secretToken: string }>('GET', `/services/admin/webhook/${webhooks.delivered}`)).secretToken
    await page.getByText(old).waitFor()

    await page.getByRole('button', { name: 'Regenerate' }).click()
    expect(await page.getByRole('dialog').getByRole('combobox').inputValue()).toBe('24')
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click()
    await page.getByText('The old token is also valid').waitFor()
    const now = await api<{ secretToken: string; secretOverlapUntil: string }>('GET', `/services/admin/webhook/${webhooks.delivered}`)
    expect(await page.getByTestId('secret-token').innerText()).toBe(now.secretToken)
    expect(await page.getByText(old).count()).toBe(0)
    const hours = (Date.parse(now.secretOverlapUntil) - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(23)
    expect(hours).toBeLessThan(25)

    await page.getByRole('button', { name: 'End overlap now' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End overlap now' }).click()
    await page.getByText('The old token no longer signs').waitFor()
    expect(await page.getByText('The old token is also valid').count()).toBe(0)
    expect((await api<{ secretOverlapUntil: string | null }>('GET', `/services/admin/webhook/${webhooks.delivered}`)).secretOverlapUntil).toBeNull()
    expect(browser.complaints.all).toEqual([])
  })
})

describe('the deliveries of a webhook', () => {
  it('that are filtered by state leave the list of webhooks beside them alone', async () => {
    await page.goto(`${SERVER}/console/webhooks/${webhooks.flapping}?tab=deliveries&state=exhausted`)
    await page.locator('[data-delivery]').first().waitFor()
    expect(await page.locator('.rows [data-row]').count()).toBeGreaterThan(50)
  })

  it('that were missed are sent once their webhooks are enabled from the dialog', async () => {
    await page.goto(`${SERVER}/console/deliveries?state=missed`)
    await page.getByRole('button', { name: 'Resend all …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^0 of [1-9]\d* would be sent again/).waitFor()
    expect(await dialog.getByRole('button', { name: 'Resend', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: /^Resend .* and enable these 2$/ }).click()
    await page.getByRole('heading', { name: 'Resend', level: 1 }).waitFor()
    const id = new URL(page.url()).pathname.split('/').pop()
    await expect.poll(async () => (await api<{ state: string }>('GET', `/api/jobs/${id}`)).state).toBe('done')
    const job = await api<{ total: number; queued: number }>('GET', `/api/jobs/${id}`)
    expect(job.queued).toBe(job.total)
    for (const one of [webhooks.byHand, webhooks.automatic]) expect((await api<{ enabled: boolean }>('GET', `/services/admin/webhook/${one}`)).enabled).toBe(true)
    expect(browser.complaints.all).toEqual([])
  })
})
