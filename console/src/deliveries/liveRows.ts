import type { Delivery, Filter } from '../api/deliveries'

/** The rows that were read, newest first, and where the next page begins. */
export interface Rows {
  items: Delivery[]
  next: string | null
  readAll: boolean
  /** Old rows were let go for new ones: the cursor would leave a gap. */
  cut?: boolean
}

export interface View {
  data: Rows
  waiting: Delivery[]
}

export const ROWS_MAX = 500

const made = (row: Delivery) => Date.parse(row.createdAt)

/** Whether a row belongs in a list of these states; a state filter may name several. */
export function ofState(row: Delivery, filter: Filter): boolean {
  return !filter.state || filter.state.split(',').some((state) => state.trim() === row.state)
}

/** Whether rows that are not in the list may belong there. Only the server can decide the other filters. */
export function takesNew(filter: Filter): boolean {
  return !(filter.code || filter.error || filter.asset || filter.event || filter.from || filter.to || filter.text)
}

/** Puts rows among others, newest first; one that is there already is left as it is. */
export function merged(rows: Delivery[], more: Delivery[]): Delivery[] {
  return more.reduce((all, row) => {
    if (all.some((one) => one.id === row.id)) return all
    const at = all.findIndex((one) => made(one) <= made(row))
    return at < 0 ? [...all, row] : all.toSpliced(at, 0, row)
  }, rows)
}

/** The rows with one page more: a row that came live meanwhile is not shown twice. */
export function withPage(data: Rows, page: Pick<Rows, 'items' | 'next'> & { readAll?: boolean }): Rows {
  const known = new Set(data.items.map((row) => row.id))
  return { ...data, items: [...data.items, ...page.items.filter((row) => !known.has(row.id))], next: page.next, readAll: page.readAll ?? true }
}

function withRows(data: Rows, more: Delivery[]): Rows {
  const most = Math.max(ROWS_MAX, data.items.length)
  const items = merged(data.items, more)
  return items.length > most ? { ...data, items: items.slice(0, most), next: null, cut: true } : { ...data, items }
}

/** Shows the rows that waited. */
export function shown({ data, waiting }: View): View {
  return { data: withRows(data, waiting), waiting: [] }
}

/**
 * What is seen after a delivery came live: one that changed stays in its place, or leaves where its
 * state is not asked for any more; a new one comes on top, or waits where rows must not move.
 */
export function arrived(view: View, row: Delivery, filter: Filter, hold: boolean): { view: View; isNew: boolean } {
  const { data, waiting } = view
  const belongs = ofState(row, filter)
  const put = (rows: Delivery[]) => rows.flatMap((one) => (one.id !== row.id ? [one] : belongs ? [row] : []))
  if ([...data.items, ...waiting].some((one) => one.id === row.id)) {
    return { view: { data: { ...data, items: put(data.items) }, waiting: put(waiting) }, isNew: false }
  }
  const last = data.items.at(-1)
  const beyond = (data.next !== null || data.cut === true) && last !== undefined && made(row) < made(last)
  if (!belongs || beyond || !takesNew(filter)) return { view, isNew: false }
  const newest = waiting[0] ?? data.items[0]
  const isNew = !newest || made(row) >= made(newest)
  if (!hold) return { view: { data: withRows(data, [row]), waiting }, isNew }
  // more than the page can show are read again when they are asked for
  return { view: { data, waiting: waiting.length < ROWS_MAX ? merged(waiting, [row]) : waiting }, isNew }
}
