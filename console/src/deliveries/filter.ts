import { FILTER_KEYS, type Filter, type State } from '../api/deliveries'
import { errorWords } from '../lib/errors'
import { STATE_NAMES } from './states'

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

/** The filter in words, for questions such as "resend all of these?"; with the webhook's name, where it is known. */
export function inWords(filter: Filter, webhook = ''): string {
  const parts = FILTER_KEYS.flatMap((key) => {
    const value = filter[key]
    return value ? [WORDS[key](value, webhook)] : []
  })
  return parts.length ? parts.join(', ') : 'any state, to any webhook'
}

const quoted = (text: string) => `“${text}”`
const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`
const list = (value: string, name: (one: string) => string) =>
  value
    .split(',')
    .map((one) => name(one.trim()))
    .join(' or ')

const WORDS: Record<(typeof FILTER_KEYS)[number], (value: string, webhook: string) => string> = {
  state: (value) => `the state ${list(value, (one) => (one in STATE_NAMES ? STATE_NAMES[one as State] : one))}`,
  webhook: (value, webhook) => `the webhook ${webhook || value}`,
  type: (value) => `the event type ${value}`,
  code: (value) => `the status code ${list(value, (one) => one)}`,
  error: (value) => `the error ${quoted(list(value, errorWords))}`,
  from: (value) => `a time since ${minute(value)}`,
  to: (value) => `a time before ${minute(value)}`,
  asset: (value) => `the asset ${value}`,
  event: (value) => `the event ${value}`,
  text: (value) => `the text ${quoted(value)}`,
}

const HOUR_MS = 3_600_000

/** What failed for good within the last hour. */
export const lastHour = (fixed: Filter, now: Date): Filter => ({ ...fixed, state: 'exhausted', from: new Date(now.getTime() - HOUR_MS).toISOString() })

/** Searching text reads many rows, so it always has a beginning. */
export function bounded(filter: Filter, now: Date): Filter {
  return filter.text && !filter.from ? { ...filter, from: new Date(now.getTime() - 24 * HOUR_MS).toISOString() } : filter
}

export const SINCE: { id: string; name: string; ms: number }[] = [
  { id: '1h', name: 'Last hour', ms: HOUR_MS },
  { id: '24h', name: 'Last 24 hours', ms: 24 * HOUR_MS },
  { id: '7d', name: 'Last 7 days', ms: 168 * HOUR_MS },
]
