import { session } from '../lib/session.svelte'
import { ApiError, problem } from './http'
import type { Exactly, ResponseOf, UploadFields, UploadPath } from './calls'

type Made<P extends UploadPath> = ResponseOf<P, 'post'>

export interface Upload<T = Made<'/services/create' | '/services/update'>> {
  done: Promise<T>
  cancel(): void
}

/** Sends a file. Fetch does not report its progress, so this uses XMLHttpRequest. */
function send<P extends UploadPath, F extends UploadFields<P>>(path: P, fields: Exactly<F, UploadFields<P>>, file: File, progress: (sent: number) => void): Upload<Made<P>> {
  const form = new FormData()
  for (const [name, value] of Object.entries<string>(fields)) form.append(name, value)
  form.append('Filedata', file, file.name)
  const request = new XMLHttpRequest()
  const done = new Promise<Made<P>>((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.loaded)
    request.onerror = () => reject(new ApiError(0, 'Unreachable', 'The connection was lost.'))
    request.onabort = () => reject(new ApiError(0, 'Cancelled', 'Cancelled'))
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

export const create = (file: File, folderPath: string, progress: (sent: number) => void) => send('/services/create', { folderPath }, file, progress)
/** A new version of an asset; ends its check-out. */
export const checkIn = (id: string, file: File, progress: (sent: number) => void) => send('/services/update', { id }, file, progress)
