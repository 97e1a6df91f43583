const FIRST_ROWS = 12
const ROWS_BEYOND = 3

/** Which rows of a long list are in sight of the window: only those are in the page, the others are space. */
export class VirtualRows {
  firstRow = $state(0)
  lastRow = $state(FIRST_ROWS)
  columns = $state(1)
  #rowHeight = $state(0)
  readonly #count: () => number

  /** Rows of a list with so many items. */
  constructor(count: () => number) {
    this.#count = count
  }

  get rows(): number {
    return Math.ceil(this.#count() / this.columns)
  }

  /** The first item in the page, and the one behind the last. */
  get from(): number {
    return Math.min(this.firstRow, this.rows) * this.columns
  }

  get to(): number {
    return Math.min(this.#count(), this.lastRow * this.columns)
  }

  /** The space of the rows above and below, in pixels. */
  get above(): number {
    return Math.min(this.firstRow, this.rows) * this.#rowHeight
  }

  get below(): number {
    return Math.max(0, this.rows - this.lastRow) * this.#rowHeight
  }

  /** Follows the window over a list whose rows this measures: their height with the gap, and the items of one. */
  follow(list: HTMLElement, measured: () => { height: number; columns: number } | null): () => void {
    const look = () => {
      const row = measured()
      if (!row || row.height <= 0) return
      this.columns = Math.max(1, row.columns)
      this.#rowHeight = row.height
      const scrolled = Math.max(0, -list.getBoundingClientRect().top)
      this.firstRow = Math.max(0, Math.floor(scrolled / row.height) - ROWS_BEYOND)
      this.lastRow = Math.ceil((scrolled + innerHeight) / row.height) + ROWS_BEYOND
    }
    const sizes = new ResizeObserver(look)
    sizes.observe(list)
    // a table that is wider than its box is scrolled within it
    addEventListener('scroll', look, { passive: true, capture: true })
    addEventListener('resize', look)
    look()
    return () => {
      sizes.disconnect()
      removeEventListener('scroll', look, { capture: true })
      removeEventListener('resize', look)
    }
  }
}
