/** The deliveries of the list that the user came from, so that one leads to the next. */
let ids: string[] = []
let address = '/console/deliveries'

export interface Neighbours {
  before: string | null
  after: string | null
  place: number
  count: number
}

/** Keeps what a list shows, in its order, and where it stands. */
export function remember(shown: string[], where: string): void {
  ids = shown
  address = where
}

/** The list that was seen last, as it was filtered. */
export const listAddress = () => address

/** What stands beside a delivery in that list; nothing where it is not in it. */
export function neighboursOf(id: string): Neighbours | null {
  const at = ids.indexOf(id)
  if (at < 0) return null
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null, place: at + 1, count: ids.length }
}
