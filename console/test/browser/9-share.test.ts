import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'

/** The page of a share link: without an account, and beside one. */
let owner: Visit
let guest: Visit
let link = ''
let asset = ''

/** The response to the owner's request with these parameters. */
async function asked<T>(path: string, form: Record<string, string>): Promise<T> {
  const text = await owner.page.evaluate(
    async ([path, form]) => {
      const response = await fetch(path, { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams(form) })
      return response.text()
    },
    [path, new URLSearchParams(form).toString()] as const,
  )
  return JSON.parse(text) as T
}

interface Found {
  hits: { metadata: Record<string, unknown> }[]
}

const found = (q: string) => asked<Found>('/services/search', { q })

beforeAll(async () => {
  owner = await visit()
  await logIn(owner.page)
  asset = (await upload(owner.page, '/Shared', 'poster.txt', 'text/plain', Buffer.from('A poster'))).id
  const key = await asked<{ webClientUrl: string }>('/services/createAuthKey', {
    subject: 'The poster',
    validUntil: '2100-01-01',
    assetIds: asset,
    requestApproval: 'true',
    requestUpload: 'true',
    importFolderPath: '/Shared',
  })
  link = new URL(key.webClientUrl).pathname
  guest = await visit({ width: 400, height: 800 })
})

afterAll(async () => {
  await guest.close()
  await owner.close()
})

describe('the page of a link', () => {
  it('can be used by every person, on a narrow screen too', async () => {
    await guest.page.goto(SERVER + link)
    expect(await axe(guest.page)).toEqual([])
    expect(await overflows(guest.page)).toEqual([])
    await picture(guest.page, 'share')
  })

  it('sends a file', async () => {
    await guest.page.getByLabel('File').setInputFiles({ name: 'draft.txt', mimeType: 'text/plain', buffer: Buffer.from('A draft') })
    await guest.page.getByRole('button', { name: 'Send' }).click()
    await guest.page.getByRole('status').getByText('has arrived').waitFor()
    expect((await found('filename:draft.txt folderPath:"/Shared"')).hits).toHaveLength(1)
  })

  it('approves with the keyboard alone', async () => {
    await guest.page.getByLabel('Comment').focus()
    await guest.page.keyboard.type('Fine <b>so</b>')
    await guest.page.keyboard.press('Tab')
    await guest.page.keyboard.type('Bo')
    await guest.page.keyboard.press('Tab')
    await guest.page.keyboard.press('Enter')
    await guest.page.getByRole('status').getByText('You approved it').waitFor()
    await guest.page.getByText('Fine <b>so</b>').waitFor()
    const [hit] = (await found(`id:${asset}`)).hits
    expect(hit?.metadata).toMatchObject({ approvalState: { value: 'Approved' }, approvalBy: 'Bo', approvalComment: 'Fine <b>so</b>' })
    expect(await axe(guest.page)).toEqual([])
  })

  it('takes a reply from a user who is logged in as well', async () => {
    await owner.page.goto(SERVER + link)
    await owner.page.getByRole('button', { name: 'Reject' }).click()
    await owner.page.getByRole('status').getByText('You rejected it').waitFor()
  })

  it('says on a page what was wrong', async () => {
    guest.complaints.allow(/status of 400/)
    await guest.page.goto(SERVER + link)
    await guest.page.getByLabel('File').setInputFiles({ name: 'a;b.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await guest.page.getByRole('button', { name: 'Send' }).click()
    await guest.page.getByRole('heading', { name: 'That did not work' }).waitFor()
    expect(await axe(guest.page)).toEqual([])
    await guest.page.getByRole('link', { name: 'Back to the page' }).click()
    await guest.page.getByRole('heading', { name: 'The poster' }).waitFor()
  })

  it('made the browser complain of nothing', () => {
    expect(guest.complaints.all).toEqual([])
    expect(owner.complaints.all).toEqual([])
  })
})
