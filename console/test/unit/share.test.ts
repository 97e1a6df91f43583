import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ShareLink } from '../../src/api/shares'
import { changesOf, day, draftOf, friday } from '../../src/share/terms'

const LINK: ShareLink = {
  id: '2n-UzMFgate9nAwg8zLXCs',
  url: '',
  subject: 'Clocks',
  description: '',
  state: 'active',
  createdAt: '2026-11-01T00:00:00.000Z',
  validUntil: '2026-12-24T09:30:00.000Z',
  assetIds: [],
  containerIds: [],
  downloadOriginal: true,
  downloadPreview: false,
  requestApproval: false,
  requestUpload: false,
  uploads: 0,
  decisions: 0,
  options: { downloadPresetIds: 'one,two' },
} as unknown as ShareLink

describe('a share link that is changed', () => {
  it('sends only what the user changed: the end and the grants stay as they are', async () => {
    const draft = draftOf(LINK, [])
    expect(await changesOf(LINK, draft, [])).toEqual({})
    expect(await changesOf(LINK, { ...draft, subject: 'Watches' }, [])).toEqual({ subject: 'Watches' })
    expect(await changesOf(LINK, { ...draft, validUntil: '2026-12-31' }, [])).toEqual({ validUntil: '2026-12-31' })
    expect(await changesOf(LINK, { ...draft, offer: 'nothing' }, [])).toEqual({ downloadOriginal: false, downloadPreview: false, downloadPresetIds: '' })
  })
})

describe('a day from today on', () => {
  const zone = process.env.TZ
  afterEach(() => {
    vi.useRealTimers()
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  it.each([
    // Friday in UTC
    ['Europe/Berlin', '2026-11-27T23:30:00Z', '2026-11-28', '2026-12-04'],
    ['Europe/Berlin', '2026-11-26T23:30:00Z', '2026-11-27', '2026-11-27'],
    // Saturday in UTC
    ['America/Los_Angeles', '2026-11-28T04:00:00Z', '2026-11-27', '2026-11-27'],
    // the clock goes back on Sunday
    ['Europe/Berlin', '2026-10-23T22:30:00Z', '2026-10-24', '2026-10-30'],
  ])('is one of the calendar in %s at %s: today %s, Friday %s', (here, now, today, next) => {
    process.env.TZ = here
    vi.useFakeTimers({ now: new Date(now) })
    expect(day(0)).toBe(today)
    expect(friday()).toBe(next)
  })
})
