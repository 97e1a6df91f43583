import { FILTER_KEYS, type Filter } from '../api/deliveries'

/** The filter that an address names, with what is fixed by the page. */
export function filterOf(query: URLSearchParams, fixed: Filter = {}): Filter {
  const filter: Filter = {}
  for (const key of FILTER_KEYS) {
    const value = query.get(key)?.trim()
    if (value) filter[key] = value
  }
  return { ...filter, ...fixed }
}

/** Whether anything but the state and what is fixed is filtered. */
export function narrowed(filter: Filter, fixed: Filter): boolean {
  return FILTER_KEYS.some((key) => key !== 'state' && filter[key] && filter[key] !== fixed[key])
}

/** The filter in words, for questions such as "resend all of these?". */
export function inWords(filter: Filter): string {
  const parts = FILTER_KEYS.filter((key) => filter[key]).map((key) => `${key} ${filter[key]}`)
  return parts.length ? parts.join(', ') : 'everything'
}

const HOUR_MS = 3_600_000

/** Searching text reads many rows, so it always has a beginning. */
export function bounded(filter: Filter, now: Date): Filter {
  return filter.text && !filter.from ? { ...filter, from: new Date(now.getTime() - 24 * HOUR_MS).toISOString() } : filter
}

export const SINCE: { id: string; name: string; ms: number }[] = [
  { id: '1h', name: 'Last hour', ms: HOUR_MS },
  { id: '24h', name: 'Last 24 hours', ms: 24 * HOUR_MS },
  { id: '7d', name: 'Last 7 days', ms: 168 * HOUR_MS },
]
