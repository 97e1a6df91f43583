import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { heard } from './heard'
import { handsOf, WAYS } from './keyboard'

/** The page of a share link: without an account, and beside one. */
let owner: Visit
let guest: Visit

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
  guest = await visit({ width: 400, height: 800 })
})

afterAll(async () => {
  await guest.close()
  await owner.close()
})

describe.each(WAYS)('the page of a link, by %s,', (way) => {
  let hands: Hands
  let owners: Hands
  let link = ''
  let asset = ''
  const FOLDER = `/Shared by ${way}`
  const sending = () => guest.page.locator('form').filter({ has: guest.page.getByRole('heading', { name: 'Send a file' }) })
  const question = (page = guest.page) => page.getByRole('group', { name: 'Do you approve poster.txt?' })
  /** To those who hear the page, and to all who look at it; what it says now is announced. */
  const readable = async (...announced: string[]) => {
    expect(await heard(guest.page, ...announced)).toEqual([])
    await hands.look(async () => expect(await axe(guest.page)).toEqual([]))
  }

  beforeAll(async () => {
    hands = handsOf(way, guest.page)
    owners = handsOf(way, owner.page)
    await owner.page.goto(SERVER)
    asset = (await upload(owner.page, FOLDER, 'poster.txt', 'text/plain', Buffer.from(`A poster, ${way}`))).id
    const key = await asked<{ webClientUrl: string }>('/services/createAuthKey', {
      subject: 'The poster',
      validUntil: '2100-01-01',
      assetIds: asset,
      requestApproval: 'true',
      requestUpload: 'true',
      importFolderPath: FOLDER,
    })
    link = new URL(key.webClientUrl).pathname
  })

  it('can be used by every person, on a narrow screen too', async () => {
    await guest.page.goto(SERVER + link)
    await readable()
    await hands.look(async () => {
      expect(await overflows(guest.page)).toEqual([])
      await picture(guest.page, 'share')
    })
  })

  it('sends a file', async () => {
    await hands.type(sending().getByLabel(/^Your name/), 'Bo')
    await hands.give(sending().getByLabel('File'), { name: 'draft.txt', mimeType: 'text/plain', buffer: Buffer.from(`A draft, ${way}`) })
    await hands.press(sending().getByRole('button', { name: 'Send' }))
    await guest.page.getByRole('status').getByText('has arrived').waitFor()
    await readable('Your file has arrived.')
    expect((await found(`filename:draft.txt folderPath:"${FOLDER}"`)).hits).toHaveLength(1)
  })

  it('approves', async () => {
    await hands.type(question().getByLabel('Comment'), 'Fine <b>so</b>')
    await hands.type(question().getByLabel(/^Your name/), 'Bo')
    await hands.press(question().getByRole('button', { name: 'Approve' }))
    await guest.page.getByRole('status').getByText('You approved it').waitFor()
    await guest.page.getByText('Fine <b>so</b>').waitFor()
    const [hit] = (await found(`id:${asset}`)).hits
    expect(hit?.metadata).toMatchObject({ approvalState: { value: 'Approved' }, approvalBy: 'Bo', approvalComment: 'Fine <b>so</b>' })
    await readable('You approved it.')
  })

  it('takes a reply from a user who is logged in as well', async () => {
    await owner.page.goto(SERVER + link)
    await owners.press(question(owner.page).getByRole('button', { name: 'Reject' }))
    await owner.page.getByRole('status').getByText('You rejected it').waitFor()
  })

  it('says on a page what was wrong', async () => {
    guest.complaints.allow(/status of 400/)
    await guest.page.goto(SERVER + link)
    await hands.give(sending().getByLabel('File'), { name: 'a;b.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await hands.press(sending().getByRole('button', { name: 'Send' }))
    await guest.page.getByRole('heading', { name: 'That did not work' }).waitFor()
    await readable()
    await hands.press(guest.page.getByRole('link', { name: 'Back to the page' }))
    await guest.page.getByRole('heading', { name: 'The poster' }).waitFor()
  })

  it('shows where the focus is, and made the browser complain of nothing', () => {
    expect([...hands.faults, ...owners.faults]).toEqual([])
    expect([...guest.complaints.all, ...owner.complaints.all]).toEqual([])
  })
})
