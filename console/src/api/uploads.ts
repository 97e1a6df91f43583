import { session } from '../lib/session.svelte'
import { del, get, service, type Exactly, type ResponseOf, type UploadFields, type UploadPath } from './calls'
import { ApiError, problem, sessionEnded } from './http'

type Made<P extends UploadPath> = ResponseOf<P, 'post'>
type Hit = Made<'/services/create' | '/services/update'>

export interface Upload<T = Hit> {
  done: Promise<T>
  cancel(): void
}

const cancelled = () => new ApiError(0, 'Cancelled', 'Cancelled')

/** Sends a file. Fetch does not report its progress, so this uses XMLHttpRequest. */
function send<P extends UploadPath, F extends UploadFields<P>>(path: P, fields: Exactly<F, UploadFields<P>>, file: File, progress: (sent: number) => void): Upload<Made<P>> {
  const form = new FormData()
  for (const [name, value] of Object.entries<string>(fields)) form.append(name, value)
  form.append('Filedata', file, file.name)
  const request = new XMLHttpRequest()
  const done = new Promise<Made<P>>((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.loaded)
    request.onerror = () => reject(new ApiError(0, 'Unreachable', 'The connection was lost.'))
    request.onabort = () => reject(cancelled())
    request.onload = () => {
      let body: unknown = null
      try {
        body = JSON.parse(request.responseText)
      } catch {
        /* the status says it */
      }
      const error = problem(request.status, body)
      if (error) reject(error)
      else resolve(body as Made<P>)
    }
  })
  request.open('POST', path)
  request.setRequestHeader('X-CSRF-TOKEN', session.csrfToken)
  request.send(form)
  return { done, cancel: () => request.abort() }
}

/** Files from this size on are sent in parts, so that a lost connection or a restart costs one part. */
export const RESUMABLE_BYTES = 16 * 1024 * 1024
const PART_BYTES = 8 * 1024 * 1024
const RETRIES_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000]

/** The uploads that this page sends now, by their paths. */
const sending = new Set<string>()
// the server's links begin with the address it is known by
const pathOf = (url: string) => new URL(url, location.href).pathname

/** What an upload is continued by: the same file of the same user, for the same target. */
export const fingerprintOf = (user: string | undefined, { name, size, lastModified }: File, target: string) => ['carillon', user, name, size, lastModified, encodeURIComponent(target)].join('/')

/**
 * Sends a file in parts by the protocol tus, and lets the call `use` make something of it. An upload
 * of the same file for the same target that was interrupted, by a reload of the page as well, is
 * continued.
 */
function sendInParts(file: File, target: string, progress: (sent: number) => void, use: (uploadId: string) => Promise<Hit>): Upload {
  let stop = () => {}
  let ended = false
  let own = ''
  const claim = (path: string) => {
    own = path
    sending.add(path)
  }
  const run = async () => {
    const tus = await import('tus-js-client')
    if (ended) throw cancelled()
    const uploadId = await new Promise<string>((resolve, reject) => {
      const upload = new tus.Upload(file, {
        endpoint: '/api/uploads',
        chunkSize: PART_BYTES,
        retryDelays: RETRIES_MS,
        metadata: { filename: file.name },
        removeFingerprintOnSuccess: true,
        fingerprint: (of) => Promise.resolve(fingerprintOf(session.profile?.username, of as File, target)),
        onUploadUrlAvailable: () => claim(pathOf(upload.url ?? '')),
        onBeforeRequest: (request) => request.setHeader('X-CSRF-TOKEN', session.csrfToken),
        onProgress: progress,
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0
          // 409: what the server stored is asked again; 423 and 5xx pass
          return status === 0 || status === 409 || status === 429 || status >= 500
        },
        onError: (error) => {
          const response = (error as { originalResponse?: { getStatus(): number; getBody(): string } | null }).originalResponse
          let body: unknown = null
          try {
            body = JSON.parse(response?.getBody() ?? '')
          } catch {
            /* the status says it */
          }
          reject(response ? (problem(response.getStatus(), body) ?? new ApiError(response.getStatus(), 'Error', error.message)) : new ApiError(0, 'Unreachable', 'The connection was lost. Try again to continue where it broke.'))
        },
        onSuccess: () => resolve((upload.url ?? '').replace(/.*\//, '')),
      })
      stop = () => {
        reject(cancelled())
        void upload.abort(true).catch(() => {})
      }
      void upload.findPreviousUploads().then((all) => {
        if (ended) return
        const previous = all.find(({ uploadUrl }) => uploadUrl && !sending.has(pathOf(uploadUrl)))
        if (previous?.uploadUrl) {
          claim(pathOf(previous.uploadUrl))
          upload.resumeFromPreviousUpload({ ...previous, uploadUrl: own })
        }
        upload.start()
      })
    })
    return use(uploadId)
  }
  return {
    done: run().finally(() => sending.delete(own)),
    cancel: () => {
      ended = true
      stop()
    },
  }
}

/** Waits until the user has logged in again, where the session ended while a long file was sent. */
async function renewing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    if (!(failure instanceof ApiError) || !sessionEnded(failure)) throw failure
    await session.renewal()
    return work()
  }
}

/** A new asset in this folder; refused with 409 if its name is taken there, unless another one may be found. */
export function create(file: File, folderPath: string, rename: boolean, progress: (sent: number) => void): Upload {
  // with a name that is given outright, nothing is renamed in silence
  const fields = rename ? { folderPath } : { folderPath, filename: file.name, autoRename: 'false' }
  return file.size < RESUMABLE_BYTES
    ? send('/services/create', fields, file, progress)
    : sendInParts(file, `new:${folderPath}`, progress, (uploadId) => renewing(() => service('/services/create', { ...fields, uploadId })))
}

/** A new version of an asset; ends its check-out. */
export function checkIn(id: string, file: File, progress: (sent: number) => void): Upload {
  return file.size < RESUMABLE_BYTES
    ? send('/services/update', { id }, file, progress)
    : sendInParts(file, `version:${id}`, progress, (uploadId) => renewing(() => service('/services/update', { id, uploadId })))
}

/** The id of the asset that has this path, if there is one that the user sees. */
export async function idAt(assetPath: string): Promise<string | null> {
  const { hits } = await get('/services/search', { query: { q: `assetPath:"${assetPath.replaceAll(/["\\]/g, '\\$&')}"`, num: 1, metadataToReturn: 'assetPath' } })
  return hits[0]?.id ?? null
}

/** Uploads that were interrupted, such as by a reload of the page. */
export const unfinished = async (signal?: AbortSignal) => (await get('/api/uploads', { signal })).items
export const discard = (id: string) => del('/api/uploads/{id}', { path: { id } })
