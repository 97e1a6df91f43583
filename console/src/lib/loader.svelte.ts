import { ApiError } from '../api/http'
import { connection } from './connection.svelte'

/** Something that is read from the server: what it is, what went wrong, whether it is on its way. */
export class Loader<T> {
  data = $state.raw<T | undefined>(undefined)
  error = $state.raw<ApiError | undefined>(undefined)
  loading = $state(false)
  #running: AbortController | undefined
  #read: ((signal: AbortSignal) => Promise<T>) | undefined

  /** Reads, and forgets an earlier reading that has not ended. Old data stays until there is new. */
  async run(read: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#running?.abort()
    const mine = new AbortController()
    this.#running = mine
    this.#read = read
    connection.forget(this.again)
    this.loading = true
    try {
      const data = await read(mine.signal)
      if (mine.signal.aborted) return
      this.data = data
      this.error = undefined
    } catch (failure) {
      if (mine.signal.aborted) return
      this.error = asApiError(failure)
      if (this.error.status === 0) connection.whenBack(this.again)
    }
    this.loading = false
  }

  /** Takes the response to a change. A reading that began before may not contain it: it is dropped. */
  put(data: T): void {
    this.stop()
    this.loading = false
    this.data = data
  }

  /** Reads more of what is shown, and shows it unless something else is shown or on its way by then. */
  async more(read: (before: T) => Promise<T>): Promise<void> {
    const before = this.data
    if (before === undefined || this.loading) return
    const data = await read(before)
    if (this.data === before && !this.loading) this.put(data)
  }

  again = (): void => {
    if (this.#read) void this.run(this.#read)
  }

  stop(): void {
    this.#running?.abort()
    connection.forget(this.again)
  }
}

export function asApiError(failure: unknown): ApiError {
  if (failure instanceof ApiError) return failure
  return new ApiError(0, 'Error', failure instanceof Error ? failure.message : String(failure))
}
