import { link } from './calls'
import { ApiError, problem } from './http'

/** What is downloaded of assets. */
export type Wanted = { kind: 'original' } | { kind: 'preview' } | { kind: 'preset'; id: string } | { kind: 'size'; pixels: number; format: 'jpg' | 'png' | 'tiff' }

/** Where the archive of these assets is. */
export function archiveUrl(ids: string[], wanted: Wanted): string {
  const assetIds = ids.join(',')
  const path = { name: 'assets' }
  if (wanted.kind === 'preset') return link('/zip/{name}.zip', { path, query: { assetIds, downloadPresetId: wanted.id } })
  if (wanted.kind === 'size') return link('/zip/{name}.zip', { path, query: { assetIds, rendition: `maxWidth_${wanted.pixels}_maxHeight_${wanted.pixels}.${wanted.format}` } })
  return link('/zip/{name}.zip', { path, query: { assetIds, downloadKind: wanted.kind } })
}

/** Reads a file piece by piece, and tells how much of it has come. */
export async function read(url: string, progress: (bytes: number) => void, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal, credentials: 'same-origin' })
  if (!response.ok || !response.body) {
    const body: unknown = await response.json().catch(() => null)
    throw problem(response.status, body) ?? new ApiError(response.status, 'Error', `The server returned status ${response.status}.`)
  }
  const pieces: BlobPart[] = []
  let came = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    came += value.length
    progress(came)
  }
  return new Blob(pieces, { type: response.headers.get('Content-Type') ?? '' })
}

/** Hands a file to the browser's downloads. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
