import { session } from '../lib/session.svelte'
import { ApiError, problem } from './http'
import type { Hit } from './assets'

export interface Upload {
  done: Promise<Hit>
  cancel(): void
}

/** Sends a file. Fetch cannot tell how far it is, so this is the older call. */
function send(path: string, form: FormData, progress: (sent: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<Hit>((resolve, reject) => {
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
      else resolve(body as Hit)
    }
  })
  request.open('POST', path)
  request.setRequestHeader('X-CSRF-TOKEN', session.csrfToken)
  request.send(form)
  return { done, cancel: () => request.abort() }
}

export function create(file: File, folderPath: string, progress: (sent: number) => void): Upload {
  const form = new FormData()
  form.append('folderPath', folderPath)
  form.append('Filedata', file, file.name)
  return send('/services/create', form, progress)
}

/** A new version of an asset; ends its check-out. */
export function checkIn(id: string, file: File, progress: (sent: number) => void): Upload {
  const form = new FormData()
  form.append('id', id)
  form.append('Filedata', file, file.name)
  return send('/services/update', form, progress)
}
