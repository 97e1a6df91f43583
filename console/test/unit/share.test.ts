import { describe, expect, it } from 'vitest'
import type { ShareLink } from '../../src/api/shares'
import { changesOf, draftOf } from '../../src/share/terms'

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
