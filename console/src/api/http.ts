import { clock } from '../lib/clock.svelte'
import { connection } from '../lib/connection.svelte'
import { session } from '../lib/session.svelte'

/** What went wrong, in the server's own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
  ) {
    super(message)
  }

  /** The field that the server's message is about: it begins with the name in quotes. */
  get field(): string | null {
    return /^'([A-Za-z][\w.]*)(?:\[\d+\])?/.exec(this.message)?.[1] ?? null
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Options {
  query?: Query
  json?: unknown
  form?: Record<string, string | string[]>
  signal?: AbortSignal
  /** The caller handles a 401: it is about to log in. */
  anonymous?: boolean
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** One request. If the session has ended, it waits until the user has logged in, and continues. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const result = await send(method, path, options)
  if (result.ok) return result.body as T
  if (!options.anonymous && sessionEnded(result.error)) {
    await session.renewal()
    const again = await send(method, path, options)
    if (again.ok) return again.body as T
    throw again.error
  }
  throw result.error
}

export function sessionEnded(error: ApiError): boolean {
  return error.status === 401 || (error.status === 403 && error.message.includes('X-CSRF-TOKEN'))
}

type Result = { ok: true; body: unknown } | { ok: false; error: ApiError }

async function send(method: string, path: string, options: Options): Promise<Result> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (session.csrfToken) headers['X-CSRF-TOKEN'] = session.csrfToken
  let body: string | undefined
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.json)
  } else if (options.form) {
    headers['Content-Type'] = 'application/x-www-form-urlencoded;charset=UTF-8'
    body = formText(options.form)
  }
  let response: Response
  const sentAt = Date.now()
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: body ?? null,
      signal: options.signal ?? null,
      credentials: 'same-origin',
    })
  } catch (failure) {
    if (options.signal?.aborted) throw failure
    connection.failed()
    return { ok: false, error: new ApiError(0, 'Unreachable', 'The server cannot be reached. Check that it is running and that you are connected.') }
  }
  connection.worked()
  clock.synchronize(response.headers.get('Date'), sentAt)
  return read(response)
}

export function formText(form: Record<string, string | string[]>): string {
  const text = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const one of Array.isArray(value) ? value : [value]) text.append(name, one)
  }
  return text.toString()
}

async function read(response: Response): Promise<Result> {
  const text = await response.text()
  let body: unknown = null
  if (text && (response.headers.get('Content-Type') ?? '').includes('json')) {
    try {
      body = JSON.parse(text)
    } catch {
      return { ok: false, error: new ApiError(response.status, 'Unreadable', 'The server’s response is not valid JSON.') }
    }
  }
  const error = problem(response.status, body)
  return error ? { ok: false, error } : { ok: true, body }
}

/** The error in a response; errors of /services may come with status 200. */
export function problem(status: number, body: unknown): ApiError | null {
  const failure = body as { errorcode?: number; errorname?: string; message?: string; detail?: string; requestId?: string } | null
  const isServiceError = failure !== null && typeof failure === 'object' && typeof failure.errorcode === 'number' && typeof failure.errorname === 'string'
  if (status < 400 && !isServiceError) return null
  const message = (isServiceError ? failure.message : null) ?? failure?.detail ?? `The server returned status ${status}.`
  const id = failure?.requestId ?? /\(request ([\w-]+)\)/.exec(message)?.[1] ?? null
  return new ApiError((isServiceError ? failure.errorcode : null) ?? status, failure?.errorname ?? 'Error', message, id)
}
