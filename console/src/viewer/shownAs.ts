import { local, type Hit } from '../api/assets'
import { shown } from '../lib/format'

/** How the viewer shows an asset. */
export type ShownAs =
  /** Pictures that the server makes of it, one for each page. */
  | { kind: 'picture'; pages: number }
  /** Its own file, which is drawn as an image: no script in it runs. */
  | { kind: 'drawing'; source: string }
  | { kind: 'video' | 'audio'; source: string; poster: string | null; type: string }
  /** Nothing can be shown; `again` says whether that may change soon. */
  | { kind: 'nothing'; title: string; why: string; again: boolean }

/** The server renders each page of these; of other formats an external engine makes one picture. */
const PAGED = 'application/pdf'

const plays = (type: string) => {
  const element = document.createElement(type.startsWith('video/') ? 'video' : 'audio')
  return element.canPlayType(type) !== ''
}

const nothing = (title: string, why: string, again = false): ShownAs => ({ kind: 'nothing', title, why, again })

/** How this asset is shown in this browser to this user. */
export function shownAs({ metadata, originalUrl, previewUrl }: Hit): ShownAs {
  const type = shown(metadata.mimeType)
  const state = shown(metadata.previewState)
  const source = local(originalUrl)
  if (type === 'image/svg+xml' && source) return { kind: 'drawing', source }
  if (/^(video|audio)\//.test(type) && source && plays(type)) {
    return { kind: type.startsWith('video/') ? 'video' : 'audio', source, poster: local(previewUrl), type }
  }
  if (previewUrl) {
    const pages = type === PAGED ? Math.max(1, Number(metadata.numberOfPages) || 1) : 1
    return { kind: 'picture', pages }
  }
  if (state === 'error') return nothing('This file cannot be shown', 'It is damaged, is not what its name says, or is too large. The file can still be downloaded.')
  if (state === 'no') return nothing('The preview is being made', 'It appears here when it is there.', true)
  if (state === 'yes') return nothing('You may not see the preview', 'You need the permission “Preview” in the folder of this asset.')
  if (/^(video|audio)\//.test(type) && source) return nothing('This browser cannot play the file', `It does not know the type ${type}. The file can be downloaded.`)
  return nothing('There is no preview', 'No preview is made of files of this type. An administrator can add an external engine that makes it.')
}

/** The largest pictures that the viewer asks for, in pixels. */
export const SIZES = [1600, 4000] as const

/** Where the picture of a page is, counted from 0, in a size. */
export function pictureUrl(hit: Hit, page: number, size: number): string {
  const url = local(hit.previewUrl) ?? ''
  const paged = shown(hit.metadata.mimeType) === PAGED
  return url.replace(/\/previews\/[^/]+\//, `/previews/maxWidth_${size}_maxHeight_${size}${paged ? `_page_${page}` : ''}.jpg/`)
}
