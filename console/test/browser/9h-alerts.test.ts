import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, focusTaken, logIn, SERVER, tabTo, visit, type Visit } from './browser'
import { call } from './made'

interface Alerts {
  revision: number
  channels: { name: string; type: string; url?: string; to?: string[] }[]
  rules: { name: string; when: string; minutes?: number; channels: string[] }[]
}

/** The dialogs of channels and rules, by the keyboard alone. */
describe('channels and rules of alerts', () => {
  let browser: Visit
  let page: Page
  const dialog = () => page.getByRole('dialog')
  const alerts = () => call<Alerts>(page, 'GET', '/api/alerts')
  const type = (text: string) => page.keyboard.type(text)

  /** Chooses in the list that has the focus, as its letters do. */
  async function choose(label: string, option: string): Promise<void> {
    const list = dialog().getByLabel(label)
    const steps = await list.evaluate((select, text) => [...(select as HTMLSelectElement).options].findIndex((one) => one.text.startsWith(text)), option)
    expect(steps, option).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Home')
    for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowDown')
    expect(await list.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.text)).toContain(option)
  }

  /** Opens a dialog with its button; it has the focus then, and closes to where it was. */
  async function open(button: string, title: string): Promise<void> {
    await page.getByRole('button', { name: button, exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: title }).waitFor()
    await focusTaken(page)
  }

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    browser.complaints.allow(/400 .*\/api\/alerts/)
    await logIn(page, '/console')
    const { revision } = await alerts()
    await call(page, 'PUT', '/api/alerts', { revision, channels: [], rules: [] })
    await page.goto(`${SERVER}/console/alerts`)
  })
  afterAll(async () => {
    const { revision } = await alerts()
    await call(page, 'PUT', '/api/alerts', { revision, channels: [], rules: [] })
    await browser.close()
  })

  it('refuses a channel whose URL is wrong, and names the field and what is allowed', async () => {
    await open('New channel', 'New channel')
    await tabTo(page, /^Name/)
    await type('on call')
    await tabTo(page, /^Type/)
    await choose('Type', 'Slack')
    await tabTo(page, /^URL/)
    await type('ftp://chat.example.com/x')
    await page.keyboard.press('Enter')
    const said = dialog().getByRole('alert')
    await said.waitFor()
    expect(await said.innerText()).toMatch(/^'channels\[0\]\.url' .*http/)
    expect(await axe(page)).toEqual([])
    expect((await alerts()).channels).toEqual([])
  })

  it('saves it once that is mended', async () => {
    const url = dialog().getByLabel('URL')
    await url.focus()
    await url.press('ControlOrMeta+a')
    await type('http://127.0.0.1:9/T000/B000/secret')
    await tabTo(page, /^Save$/)
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    const { channels } = await alerts()
    expect(channels).toMatchObject([{ name: 'on call', type: 'slack' }])
    expect(JSON.stringify(channels)).not.toContain('secret')
    await page.getByRole('table', { name: 'Channels' }).getByText('on call').waitFor()
    await open('Change on call', 'Change the channel on call')
    expect(await dialog().getByLabel('Type').inputValue()).toBe('slack')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('refuses a rule without a channel, and saves it with one', async () => {
    await open('New rule', 'New rule')
    await tabTo(page, /^Name/)
    await type('Late')
    await tabTo(page, /^Alert when/)
    await choose('Alert when', 'A delivery has been due')
    await tabTo(page, /^Minutes/)
    await page.keyboard.press('ControlOrMeta+a')
    await type('30')
    await page.keyboard.press('Enter')
    const said = dialog().getByRole('alert')
    await said.waitFor()
    expect(await said.innerText()).toContain('channels')
    expect(await axe(page)).toEqual([])
    await dialog().getByRole('checkbox', { name: 'on call' }).focus()
    await page.keyboard.press('Space')
    await tabTo(page, /^Save$/)
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    expect((await alerts()).rules).toMatchObject([{ name: 'Late', when: 'backlogOlderThan', minutes: 30, channels: ['on call'] }])
    await page.getByRole('table', { name: 'Rules' }).getByText('Late').waitFor()
  })

  it('shows what a rule has when it is opened again, and keeps nothing of what was cancelled', async () => {
    await open('Change Late', 'Change the rule Late')
    const minutes = dialog().getByLabel('Minutes')
    expect(await minutes.inputValue()).toBe('30')
    await minutes.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await type('45')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    expect((await alerts()).rules).toMatchObject([{ minutes: 30 }])
    expect(browser.complaints.all).toEqual([])
  })
})
