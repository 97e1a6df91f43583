import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Hit } from '../../src/api/assets'

const hit = (metadata: Hit['metadata'], urls: Record<string, string> = {}) => ({ id: 'a', permissions: 'VPWUMERXCD', metadata, highlightedText: '', ...urls })
const PREVIEW = 'http://carillon.example/preview/a/previews/maxWidth_1600_maxHeight_1600_page_0.jpg/*/a_preview.jpg?_=2'
const FILE = 'http://carillon.example/file/a/*/a?_=2'

let viewer: typeof import('../../src/viewer/shownAs')
let dropping: typeof import('../../src/assets/dropped')

beforeAll(async () => {
  vi.stubGlobal('location', { href: 'http://carillon.example/', origin: 'http://carillon.example' })
  vi.stubGlobal('document', { createElement: () => ({ canPlayType: (type: string) => (type === 'video/webm' || type === 'audio/wav' ? 'maybe' : '') }) })
  viewer = await import('../../src/viewer/shownAs')
  dropping = await import('../../src/assets/dropped')
})

describe('the viewer', () => {
  it('shows the pages of a PDF, and one picture of what an external engine shows', () => {
    const pdf = hit({ mimeType: 'application/pdf', assetDomain: 'pdf', numberOfPages: 7 }, { previewUrl: PREVIEW })
    expect(viewer.shownAs(pdf)).toEqual({ kind: 'picture', pages: 7 })
    expect(viewer.pictureUrl(pdf, 3, 1600)).toBe('/preview/a/previews/maxWidth_1600_maxHeight_1600_page_3.jpg/*/a_preview.jpg?_=2')
    const office = hit({ mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', assetDomain: 'document', numberOfPages: 7 }, { previewUrl: PREVIEW })
    expect(viewer.shownAs(office)).toEqual({ kind: 'picture', pages: 1 })
    expect(viewer.pictureUrl(office, 0, 4000)).toBe('/preview/a/previews/maxWidth_4000_maxHeight_4000.jpg/*/a_preview.jpg?_=2')
  })

  it('plays what the browser knows and the user may have, with the preview as poster', () => {
    expect(viewer.shownAs(hit({ mimeType: 'video/webm' }, { originalUrl: FILE, previewUrl: PREVIEW }))).toMatchObject({ kind: 'video', source: '/file/a/*/a?_=2', poster: expect.stringContaining('/preview/') as string })
    expect(viewer.shownAs(hit({ mimeType: 'video/webm' }, { previewUrl: PREVIEW }))).toEqual({ kind: 'picture', pages: 1 })
    expect(viewer.shownAs(hit({ mimeType: 'video/x-unknown', previewState: 'skipped' }, { originalUrl: FILE }))).toMatchObject({ kind: 'nothing', title: 'This browser cannot play the file' })
  })

  it.each([
    ['error', 'This file cannot be shown', false],
    ['no', 'The preview is being made', true],
    ['yes', 'You may not see the preview', false],
    ['skipped', 'There is no preview', false],
  ])('says of a preview in the state %s: %s', (previewState, title, again) => {
    expect(viewer.shownAs(hit({ mimeType: 'image/png', previewState }))).toMatchObject({ kind: 'nothing', title, again })
  })
})

describe('folders that are chosen', () => {
  it('keep their paths, without what the system puts into them', () => {
    const file = (path: string) => Object.assign(new File([], path.split('/').at(-1)!), { webkitRelativePath: path })
    const { files } = dropping.chosen([file('Trip/a.png'), file('Trip/Day 1/b.png'), file('Trip/.DS_Store'), file('Trip/Thumbs.db')] as unknown as FileList)
    expect(files.map((one) => [one.file.name, one.path])).toEqual([
      ['a.png', 'Trip'],
      ['b.png', 'Trip/Day 1'],
    ])
  })
})
