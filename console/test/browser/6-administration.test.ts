import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, axe, logIn, SERVER, visit, type Visit } from './browser'
import { call } from './made'

/** An administrator and a new user, each in a browser of their own, step by step in this order. */
describe('an administrator', () => {
  let browser: Visit
  let other: Visit
  let page: Page
  let link = ''
  let token = ''
  const PASSWORD = 'harbour lights at nine'

  beforeAll(async () => {
    browser = await visit()
    other = await visit()
    page = browser.page
    await logIn(page, '/console/users')
  })
  afterAll(async () => {
    await browser.close()
    await other.close()
  })

  it('invites a user, and reads at the field what is wrong', async () => {
    browser.complaints.allow(/(400|409) .*\/api\/users/)
    await page.getByRole('button', { name: 'Invite user' }).click()
    expect(await axe(page)).toEqual([])
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User name').fill(ADMIN.username)
    await dialog.getByLabel('Full name').fill('Grace Hopper')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByRole('alert').first().waitFor()
    expect(await dialog.getByLabel('Full name').inputValue()).toBe('Grace Hopper')
    await dialog.getByLabel('User name').fill('grace')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    link = await page.getByTestId('once').innerText()
    expect(link).toContain('/set-password?token=')
    expect(await axe(page)).toEqual([])
    await page.getByRole('row', { name: /grace/ }).getByText('Invited').waitFor()
  })

  it('has given a link by which the other sets a password, once', async () => {
    await other.page.goto(link)
    expect(await axe(other.page)).toEqual([])
    await other.page.getByLabel(/password/i).first().fill(PASSWORD)
    await other.page.getByRole('button').click()
    await other.page.getByRole('heading', { name: 'The password is set' }).waitFor()
    other.complaints.allow(/403 /)
    await other.page.goto(link)
    expect(await other.page.getByLabel(/password/i).count()).toBe(0)

    await other.page.goto(`${SERVER}/console/profile`)
    await other.page.getByLabel('User name').fill('grace')
    await other.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await other.page.getByRole('button', { name: 'Log in' }).click()
    await other.page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
    await other.page.getByText('This one').waitFor()
    expect(await axe(other.page)).toEqual([])
  })

  it('leaves to others only what is theirs', async () => {
    expect(await other.page.getByRole('navigation', { name: 'Management console' }).getByRole('link').allInnerTexts()).toEqual(['API tokens', 'Your profile', 'Assets'])
    await other.page.goto(`${SERVER}/console/users`)
    await other.page.getByRole('heading', { name: 'For super users only' }).waitFor()
    expect(await axe(other.page)).toEqual([])
  })

  it('sees the login, changes the licence, and puts the other into a group', async () => {
    await page.goto(`${SERVER}/console/users/grace`)
    await page.getByRole('table', { name: 'Sessions' }).getByText('Chrome on Linux').waitFor()
    await page.getByLabel('Licence').selectOption('pro')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved grace').waitFor()

    await page.goto(`${SERVER}/console/users?tab=groups`)
    await page.getByText('No groups yet').or(page.getByRole('table', { name: 'Groups' })).first().waitFor()
    await page.getByRole('button', { name: /Create a group|New group/ }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Compilers')
    await page.getByRole('dialog').getByRole('button', { name: 'Create group' }).click()
    await page.getByRole('heading', { name: 'Compilers' }).waitFor()
    await page.getByLabel('Add a user').fill('grace')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('link', { name: 'grace' }).waitFor()
    expect(await axe(page)).toEqual([])
  })

  it('gives the group a licence, which is seen again, and takes it away', async () => {
    const dialog = page.getByRole('dialog')
    const change = async (licence: string) => {
      await page.getByRole('button', { name: 'Change …' }).click()
      await dialog.getByLabel('Licence').selectOption({ label: licence })
      expect(await axe(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.reload()
      await page.getByRole('heading', { name: 'Compilers' }).waitFor()
    }
    expect(await page.getByText(/^Licence/).count()).toBe(0)
    await change('API')
    await page.getByText('Licence API').waitFor()
    expect(await call(page, 'GET', '/api/groups')).toMatchObject({ items: [{ name: 'Compilers', licence: 'api' }] })
    await page.getByRole('link', { name: 'Groups', exact: true }).click()
    await page.getByRole('row', { name: /Compilers/ }).getByText('API', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Compilers' }).click()
    await page.getByText('Licence API').waitFor()
    await page.getByRole('button', { name: 'Change …' }).click()
    expect(await dialog.getByLabel('Licence').inputValue()).toBe('api')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await change('None')
    expect(await page.getByText(/^Licence/).count()).toBe(0)
  })

  it('grants the group permissions in a folder and reads what they come to', async () => {
    await page.goto(`${SERVER}/console/users?tab=permissions`)
    await page.getByRole('button', { name: 'Grant permissions' }).click()
    expect(await axe(page)).toEqual([])
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('To a group').selectOption({ label: 'Compilers' })
    await dialog.getByRole('checkbox', { name: 'Use the original' }).check()
    await dialog.getByRole('button', { name: 'Grant' }).click()
    await page.getByRole('link', { name: 'Compilers' }).waitFor()
    await page.getByLabel('Effective permissions of a user').fill('grace')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText(/^Here/).getByText('Use the original').waitFor()
    expect(await axe(page)).toEqual([])
  })

  it('makes a token that is shown once, works within its scopes, and is refused once revoked', async () => {
    const asked = (path: string) => fetch(SERVER + path, { headers: { Authorization: `Bearer ${token}` } }).then((response) => response.status)
    await page.goto(`${SERVER}/console/tokens`)
    await page.getByText('No tokens yet').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Create a token' }).click()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Name', { exact: true }).fill('Nightly export')
    await page.getByRole('group', { name: 'Webhooks' }).getByLabel('Read', { exact: true }).check()
    await page.getByLabel('Expires').selectOption({ label: 'in 7 days' })
    browser.complaints.allow(/403 .*\/api\/tokens/)
    const make = page.getByRole('dialog').getByRole('button', { name: 'Create token' })
    expect(await make.isDisabled()).toBe(true)
    await page.getByLabel('Your password').fill('not my password')
    await make.click()
    await page.getByRole('dialog').getByText('The current password is wrong').waitFor()
    await page.getByLabel('Your password').fill(ADMIN.password)
    await make.click()
    token = await page.getByTestId('once').innerText()
    expect(token).toMatch(/^crl_[0-9A-Za-z]{49}$/)
    expect(await asked('/api/deliveries')).toBe(200)
    expect(await asked('/api/users')).toBe(403)

    await page.reload()
    await page.getByText('expires within 7 days').waitFor()
    expect(await page.getByText(token).count()).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Revoke Nightly export' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText(/^■?Revoked$/).waitFor()
    await expect.poll(() => asked('/api/deliveries')).toBe(401)
  })

  it('finds all that in the audit log, with what was before and after, and proves the chain', async () => {
    await call(page, 'PUT', '/api/properties/webHooksTimeoutSeconds', { value: '9' })
    await page.goto(`${SERVER}/console/audit`)
    await page.getByRole('link', { name: 'Create token' }).first().waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Who').fill('ada')
    await page.getByLabel('Who').press('Enter')
    await page.getByLabel('Action').fill('setProperty')
    await page.getByLabel('Action').press('Enter')
    await expect.poll(() => page.locator('[data-entry]').allInnerTexts()).toContain('Set property')
    expect(new URL(page.url()).searchParams.get('action')).toBe('setProperty')
    await page.getByRole('link', { name: 'Set property' }).first().click()
    const changes = page.getByRole('table', { name: 'What was changed' })
    await changes.getByText('9', { exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.reload()
    await changes.getByText('9', { exact: true }).waitFor()
    await call(page, 'DELETE', '/api/properties/webHooksTimeoutSeconds')

    await page.getByRole('button', { name: 'Verify chain' }).click()
    await page.getByText('✓ Intact.').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    expect(download.suggestedFilename()).toMatch(/csv$/)
  })

  it('keeps the heads of long lists in view, in every width in which they are tables', async () => {
    await page.route(/\/api\/(users|groups)\?/, async (route) => {
      const response = await route.fetch()
      const { items, ...rest } = (await response.json()) as { items: object[] }
      await route.fulfill({ response, json: { ...rest, items: Array.from({ length: 80 }, (_, index) => ({ ...items[0], id: `many${index}`, username: `many${index}`, name: `many${index}` })) } })
    })
    for (const width of [1440, 900, 768]) {
      await page.setViewportSize({ width, height: 900 })
      for (const [tab, name] of [['users', 'Users'], ['groups', 'Groups']] as const) {
        await page.goto(`${SERVER}/console/users?tab=${tab}`)
        const table = page.getByRole('table', { name })
        await table.getByRole('link', { name: 'many79' }).scrollIntoViewIfNeeded()
        const at = (selector: string) => table.locator(selector).first().evaluate((element) => Math.round(element.getBoundingClientRect().top))
        expect(await at('tbody tr'), `${name} at ${width} px`).toBeLessThan(0)
        expect(await at('th'), `${name} at ${width} px`).toBe(52)
      }
    }
    await page.unroute(/\/api\/(users|groups)\?/)

    // what is a table on a telephone, too
    await page.setViewportSize({ width: 360, height: 400 })
    await page.goto(`${SERVER}/console/users?tab=roles`)
    const matrix = page.getByRole('table', { name: 'Access of each role' })
    await matrix.locator('tbody tr').last().evaluate((row) => row.scrollIntoView({ block: 'end' }))
    const tops = await matrix.evaluate((table) => [table.querySelector('th')!, table.querySelector('tbody tr')!].map((one) => Math.round(one.getBoundingClientRect().top)))
    expect(tops[0]).toBe(52)
    expect(tops[1]).toBeLessThan(52)
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('disables a user, who is logged out at once', async () => {
    await page.goto(`${SERVER}/console/users/grace`)
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('This user is disabled.').waitFor()
    expect(await axe(page)).toEqual([])
    other.complaints.allow(/401 /)
    await other.page.goto(`${SERVER}/console/profile`)
    await other.page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
  })

  it('changes the own password: a wrong one is refused, other sessions end, this one stays', async () => {
    await logIn(other.page)
    await page.goto(`${SERVER}/console/profile`)
    await page.getByRole('button', { name: 'Log out everywhere else' }).waitFor()
    browser.complaints.allow(/403 .*\/api\/me\/password/)
    await page.getByLabel('Current password').fill('not my password')
    await page.getByLabel('New password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Current password').fill(ADMIN.password)
    await page.getByLabel('Revoke all my API tokens too').check()
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Password changed: your other sessions and all your API tokens have ended').waitFor()
    await page.reload()
    await page.getByRole('table', { name: 'Sessions' }).getByRole('row').nth(1).waitFor()
    expect(await page.getByRole('table', { name: 'Sessions' }).getByRole('row').count()).toBe(2)
    await other.page.goto(`${SERVER}/console/profile`)
    await other.page.getByRole('heading', { name: 'Log in to Carillon' }).waitFor()
  })

  it('has had no complaint from a browser all the way', () => {
    expect([...browser.complaints.all, ...other.complaints.all.filter((line) => !/40[13] /.test(line))]).toEqual([])
  })
})
