import { SvelteMap } from 'svelte/reactivity'
import { assetSummaries, IDS_MAX, type AssetSummary } from '../api/summaries'

/** So many are kept, for lists that go on and on. */
const KEPT_MAX = 2_000

/** What the assets of a list are, removed ones included: asked for once, together. */
class AssetFacts {
  readonly #known = new SvelteMap<string, AssetSummary | null>()
  readonly #asked = new Set<string>()

  /** What is known of an asset; undefined until it was asked for, null where the user may not know. */
  of(id: string): AssetSummary | null | undefined {
    return this.#known.get(id)
  }

  /** Asks about those that are not known yet. */
  want(ids: readonly string[]): void {
    const wanted = [...new Set(ids)].filter((id) => !this.#known.has(id) && !this.#asked.has(id))
    for (const id of this.#known.keys()) {
      if (this.#known.size + wanted.length <= KEPT_MAX) break
      this.#known.delete(id)
    }
    for (let from = 0; from < wanted.length; from += IDS_MAX) void this.#ask(wanted.slice(from, from + IDS_MAX))
  }

  async #ask(ids: string[]): Promise<void> {
    for (const id of ids) this.#asked.add(id)
    try {
      const found = new Map((await assetSummaries(ids)).map((one) => [one.id, one]))
      for (const id of ids) this.#known.set(id, found.get(id) ?? null)
    } catch {
      // the rows show the ids, as before; the next list asks again
    }
    for (const id of ids) this.#asked.delete(id)
  }
}

export const assetFacts = new AssetFacts()
