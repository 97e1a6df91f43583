const tiles = () => [...document.querySelectorAll<HTMLElement>('[data-asset]')]
const at = (index: number, all: HTMLElement[]) => all[Math.min(Math.max(index, 0), all.length - 1)]

/** The asset that has the focus. */
export const focusedAsset = () => (document.activeElement as HTMLElement | null)?.dataset.asset

/** Moves the focus from asset to asset. */
export function step(by: number): void {
  const all = tiles()
  at(all.indexOf(document.activeElement as HTMLElement) + by, all)?.focus()
}

/** Arrows move between tiles, up and down to the one above and below; the space bar selects. */
export function onTileKey(event: KeyboardEvent, toggle: (id: string) => void): void {
  const all = tiles()
  const here = all.indexOf(document.activeElement as HTMLElement)
  if (here < 0) return
  const top = (element: HTMLElement) => element.getBoundingClientRect().top
  const columns = Math.max(1, all.findIndex((tile) => top(tile) > top(all[0]!) + 4))
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
  if (by !== undefined) {
    event.preventDefault()
    at(here + by, all)?.focus()
  } else if (event.key === ' ') {
    event.preventDefault()
    toggle(all[here]!.dataset.asset!)
  }
}

/** The Tab key stops once in a list of assets: at the one that had the focus last, else at the first. */
export class Stop {
  #last = $state('')
  readonly #ids: () => (string | undefined)[]
  readonly #at = $derived.by(() => {
    const ids = this.#ids()
    return ids.includes(this.#last) ? this.#last : ids.find((id) => id !== undefined)
  })

  /** Of the assets with these ids; of some nothing is known yet. */
  constructor(ids: () => (string | undefined)[]) {
    this.#ids = ids
  }

  of(id: string): number {
    return id === this.#at ? 0 : -1
  }

  focused = (event: FocusEvent): void => {
    const id = (event.target as HTMLElement).dataset.asset
    if (id) this.#last = id
  }
}
