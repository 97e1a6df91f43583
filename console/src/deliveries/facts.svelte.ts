import { SvelteMap } from 'svelte/reactivity'
import { IDS_MAX, summaries, summariesOfDeliveries, thumbnails, type EventSummary } from '../api/summaries'

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
  #wantedDeliveries = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** What is known of an event, or of that of a delivery; undefined until it was asked for. */
  of(id: string): EventSummary | null | undefined {
    return this.#events.get(id)
  }

  thumbnail(asset: string): string {
    return this.#thumbnails.get(asset) ?? ''
  }

  /** Asks about those that are not known yet. */
  want(events: readonly string[], deliveries: readonly string[] = []): void {
    for (const id of events) if (!this.#events.has(id)) this.#wanted.add(id)
    for (const id of deliveries) if (!this.#events.has(id)) this.#wantedDeliveries.add(id)
    if (this.#wanted.size || this.#wantedDeliveries.size) this.#timer ??= setTimeout(() => void this.#ask(), TOGETHER_MS)
  }

  async #ask(): Promise<void> {
    const events = [...this.#wanted]
    const deliveries = [...this.#wantedDeliveries]
    this.#wanted = new Set()
    this.#wantedDeliveries = new Set()
    this.#timer = undefined
    this.#forget(events.length + deliveries.length)
    await this.#read(events, async (some) => new Map((await summaries(some)).map((one) => [one.id, one])))
    await this.#read(deliveries, async (some) => new Map((await summariesOfDeliveries(some)).flatMap((one) => (one.deliveries ?? []).map((id) => [id, one] as const))))
  }

  async #read(wanted: string[], by: (some: string[]) => Promise<Map<string, EventSummary>>): Promise<void> {
    for (let from = 0; from < wanted.length; from += IDS_MAX) {
      const some = wanted.slice(from, from + IDS_MAX)
      try {
        const found = await by(some)
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
