import { SvelteMap } from 'svelte/reactivity'
import { IDS_MAX, summaries, thumbnails, type EventSummary } from '../api/summaries'

/** So many are kept: a list that runs for days must not grow for ever. */
const KEPT_MAX = 2_000
/** Rows that come one by one are asked about together. */
const TOGETHER_MS = 150
const THUMBNAILS_AT_ONCE = 50

/** What happened with the events of a list, and thumbnails of their assets: asked for once, together. */
class Facts {
  readonly #events = new SvelteMap<string, EventSummary | null>()
  readonly #thumbnails = new SvelteMap<string, string>()
  #wanted = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** What is known of an event; undefined until it was asked for. */
  of(event: string): EventSummary | null | undefined {
    return this.#events.get(event)
  }

  thumbnail(asset: string): string {
    return this.#thumbnails.get(asset) ?? ''
  }

  /** Asks about those that are not known yet. */
  want(events: readonly string[]): void {
    for (const id of events) if (!this.#events.has(id)) this.#wanted.add(id)
    if (this.#wanted.size) this.#timer ??= setTimeout(() => void this.#ask(), TOGETHER_MS)
  }

  async #ask(): Promise<void> {
    const wanted = [...this.#wanted]
    this.#wanted = new Set()
    this.#timer = undefined
    this.#forget(wanted.length)
    for (let from = 0; from < wanted.length; from += IDS_MAX) {
      const some = wanted.slice(from, from + IDS_MAX)
      try {
        const found = new Map((await summaries(some)).map((one) => [one.id, one]))
        for (const id of some) this.#events.set(id, found.get(id) ?? null)
        // without thumbnails, the words stay
        await this.#show([...new Set([...found.values()].flatMap(({ assetId }) => (assetId ? [assetId] : [])))]).catch(() => {})
      } catch {
        // the list says what is wrong with the server; without this, its rows are as before
        for (const id of some) this.#events.set(id, null)
      }
    }
  }

  async #show(assets: string[]): Promise<void> {
    const unknown = assets.filter((id) => !this.#thumbnails.has(id))
    for (let from = 0; from < unknown.length; from += THUMBNAILS_AT_ONCE) {
      const some = unknown.slice(from, from + THUMBNAILS_AT_ONCE)
      const found = await thumbnails(some)
      for (const id of some) this.#thumbnails.set(id, found.get(id) ?? '')
    }
  }

  #forget(more: number): void {
    for (const known of [this.#events, this.#thumbnails]) {
      for (const id of known.keys()) {
        if (known.size + more <= KEPT_MAX) break
        known.delete(id)
      }
    }
  }
}

export const facts = new Facts()
