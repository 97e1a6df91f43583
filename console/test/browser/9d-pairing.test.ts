import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, axe, logIn, overflows, picture, SERVER, tabTo, visit, type Visit } from './browser'
import { call } from './made'

/** Both are what a program claims: one is markup, the other leaves no place to break a line. */
const PROGRAM = '<img src=x onerror="document.title=1">'
const MACHINE = 'a-very-long-machine-name-without-any-space-in-it.example'
const WIDTHS = [1440, 360]
/** The server slows down a program that asks more often than every second. */
const PAUSE_MS = 1_200

interface Started {
  deviceCode: string
  userCode: string
  page: string
}
interface Reply {
  state: string
  token?: { token: string; id: string; name: string; scopes: string[] }
}

/** A program that is not logged in. */
async function program<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(SERVER + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
const start = () => program<Started>('/api/pairings', { program: PROGRAM, machine: MACHINE })
const ask = async ({ deviceCode }: Started) => {
  await new Promise((later) => setTimeout(later, PAUSE_MS))
  return program<Reply>('/api/pairings/token', { deviceCode })
}

/** A person logs in a program that waits, with nothing but keys. */
describe('a program that waits for a person', () => {
  let browser: Visit
  let page: Page

  beforeAll(async () => {
    browser = await visit()
    page = browser.page
    await logIn(page, '/console/pair')
  })
  afterAll(() => browser.close())

  async function seen(name: string) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await picture(page, `${name}-${width}`)
      expect(await overflows(page)).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 860 })
    expect(await axe(page)).toEqual([])
  }

  async function typed(code: string) {
    await page.getByRole('heading', { name: 'Type the code' }).waitFor()
    await tabTo(page, /^Code$/)
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
  }

  it('is not found by a wrong code, which is said at the field', async () => {
    browser.complaints.allow(/404 .*\/api\/pairings\/request/)
    await typed('bcdf bcdf')
    await page.getByText('No program waits with this code').waitFor()
    await seen('pair-wrong')
    await page.reload()
  })

  it('is shown with all that it claims, and refused', async () => {
    const started = await start()
    expect(started.page).toBe(`${SERVER}/console/pair`)
    await typed(started.userCode)
    const heading = page.getByRole('heading', { name: 'Does this program log in for you?' })
    await heading.waitFor()
    expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.getByText(PROGRAM, { exact: true }).waitFor()
    await page.getByText(MACHINE, { exact: true }).waitFor()
    await page.getByText('Only continue if you started this yourself').waitFor()
    await seen('pair-decide')
    await tabTo(page, /^Refuse$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Refused' }).waitFor()
    await seen('pair-refused')
    expect(await ask(started)).toEqual({ state: 'refused' })
    await tabTo(page, /^Type another code$/)
    await page.keyboard.press('Enter')
  })

  it('gets a token with the chosen scopes, once the password is right', async () => {
    const started = await start()
    await typed(started.userCode.toLowerCase().replace('-', ''))
    await page.getByRole('heading', { name: 'Does this program log in for you?' }).waitFor()
    const confirm = page.getByRole('button', { name: 'Confirm' })
    expect(await confirm.isDisabled()).toBe(true)
    // of the radio buttons of a group, Tab leads to the chosen one and the arrows to the others
    await tabTo(page, /^Read and change$/)
    await page.keyboard.press('ArrowUp')
    await tabTo(page, /^Expires$/)
    await page.keyboard.type('in 7 days')
    browser.complaints.allow(/403 .*\/api\/pairings\/confirmation/)
    await tabTo(page, /^Your password$/)
    await page.keyboard.type('not my password')
    await page.keyboard.press('Enter')
    await page.getByText('The current password is wrong').waitFor()
    expect(await ask(started)).toEqual({ state: 'pending' })
    await page.getByLabel('Your password').press('Control+a')
    await page.keyboard.type(ADMIN.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The program is logged in' }).waitFor()
    await seen('pair-done')

    const { state, token } = await ask(started)
    expect(state).toBe('confirmed')
    expect(token?.scopes).toEqual(['assets:read', 'webhooks:write'])
    const headers = { Authorization: `Bearer ${token?.token}` }
    expect((await fetch(`${SERVER}/api/deliveries`, { headers })).status).toBe(200)
    expect((await fetch(`${SERVER}/api/users`, { headers })).status).toBe(403)

    await page.goto(`${SERVER}/console/tokens`)
    await page.getByText('from a login in the browser').first().waitFor()
    await seen('pair-token')
    await fetch(`${SERVER}/services/logout`, { method: 'POST', headers })
    expect((await fetch(`${SERVER}/api/deliveries`, { headers })).status).toBe(401)
  })

  it('has changed nothing of the page by what it claims', async () => {
    expect(await page.title()).toContain('Carillon')
    const { items } = await call<{ items: { name: string; revokedAt: string | null }[] }>(page, 'GET', '/api/tokens')
    expect(items.find(({ name }) => name === `${PROGRAM} on ${MACHINE}`)?.revokedAt).toBeTruthy()
    expect(browser.complaints.all).toEqual([])
  })
})
