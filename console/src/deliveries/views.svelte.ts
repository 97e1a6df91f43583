import { FILTER_KEYS } from '../api/deliveries'

const KEY = 'carillon.deliveryViews'
const VIEWS_MAX = 20
const KEPT = [...FILTER_KEYS, 'order'] as const

export interface View {
  name: string
  /** What stands behind the question mark of its address. */
  query: string
}

/** What of an address makes a view, always in one order. */
export function queryOf(params: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const key of KEPT) {
    const value = params.get(key)?.trim()
    if (value) kept.set(key, value)
  }
  return kept.toString()
}

export const addressOf = (view: View) => `/console/deliveries?${view.query}`

function stored(): View[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(read) ? read.filter((one): one is View => typeof one?.name === 'string' && typeof one?.query === 'string') : []
  } catch {
    return []
  }
}

/** Filters of the delivery log that the user named, in this browser. */
class Views {
  all = $state.raw(stored())

  get full(): boolean {
    return this.all.length >= VIEWS_MAX
  }

  /** One of the same name is replaced. */
  save(view: View): void {
    this.#keep([...this.all.filter((one) => one.name !== view.name), view])
  }

  remove(view: View): void {
    this.#keep(this.all.filter((one) => one !== view))
  }

  #keep(all: View[]): void {
    this.all = all
    localStorage.setItem(KEY, JSON.stringify(all))
  }
}

export const views = new Views()
