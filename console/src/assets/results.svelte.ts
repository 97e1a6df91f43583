import * as api from '../api/assets'
import { asApiError, Loader } from '../lib/loader.svelte'
import type { ApiError } from '../api/http'

export const PAGE = 100
/** The server pages no further. */
const REACHED_MAX = 10_000

/** What a search finds, read part by part as it comes into sight. */
export class Results {
  /** The first part, with the counts. A search that failed leaves nothing of another one. */
  readonly first = new Loader<api.Found>()
  /** All that can be reached, in order; what was not read yet is undefined. */
  hits = $state.raw<(api.Hit | undefined)[]>([])
  /** Why a later part could not be read. */
  error = $state.raw<ApiError | undefined>(undefined)
  /** The search that is wanted is not the one that is shown. */
  pending = $state(false)
  #wanted = ''
  #shown = ''
  #pages = new Set<number>()
  #running = new AbortController()
  #sight: [number, number] = [0, 0]

  get total(): number {
    return this.first.data?.totalHits ?? 0
  }

  get loaded(): api.Hit[] {
    return this.hits.filter((hit) => hit !== undefined)
  }

  /** Reads a search, or the same one again: what is in sight is then read again too. */
  async load(wanted: string): Promise<void> {
    this.#wanted = wanted
    this.pending = wanted !== this.#shown
    this.#running.abort()
    this.#running = new AbortController()
    await this.first.run(async (signal) => {
      try {
        const found = await api.search({ ...(JSON.parse(wanted) as api.Search), start: 0, num: PAGE }, signal)
        if (!signal.aborted) this.#begin(wanted, found)
        return found
      } catch (failure) {
        if (!signal.aborted && wanted !== this.#shown) this.#forget()
        throw failure
      }
    })
  }

  again = (): void => {
    void this.load(this.#wanted)
  }

  stop(): void {
    this.first.stop()
    this.#running.abort()
  }

  /** Reads what is in sight and was not read. */
  see(from: number, to: number): void {
    this.#sight = [from, to]
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to - 1) / PAGE); page++) void this.#read(page)
  }

  #begin(wanted: string, found: api.Found): void {
    const length = Math.min(found.totalHits, REACHED_MAX)
    const before = wanted === this.#shown ? this.hits : []
    this.#shown = wanted
    this.pending = false
    this.error = undefined
    this.#pages = new Set([0])
    this.hits = Array.from({ length }, (_, index) => found.hits[index] ?? before[index])
    this.see(...this.#sight)
  }

  #forget(): void {
    this.first.data = undefined
    this.hits = []
    this.#shown = ''
    this.#pages = new Set()
    this.pending = false
  }

  async #read(page: number): Promise<void> {
    const start = page * PAGE
    // of the list that is shown now; one that follows has others
    const pages = this.#pages
    if (pages.has(page) || start >= this.hits.length) return
    pages.add(page)
    const { signal } = this.#running
    try {
      const num = Math.min(PAGE, REACHED_MAX - start)
      const found = await api.search({ ...(JSON.parse(this.#shown) as api.Search), facets: [], start, num }, signal)
      if (signal.aborted || pages !== this.#pages) return
      const hits = [...this.hits]
      for (const [index, hit] of found.hits.entries()) if (start + index < hits.length) hits[start + index] = hit
      this.hits = hits
      this.error = undefined
    } catch (failure) {
      if (signal.aborted || pages !== this.#pages) return
      pages.delete(page)
      this.error = asApiError(failure)
    }
  }
}
