import { FILTER_KEYS, type Entry, type Filter } from '../api/audit'

const SMALL = new Set(['api', 'url', 'id', 'ids'])

/** The name of an action in words: `createWebhook` is "Create webhook", by whichever method. */
export function actionWords(action: string): string {
  const words = action.replace(/By(Get|Put|Post)$/, '').replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[._-]+/g, ' ').toLowerCase().split(' ')
  return words
    .map((word, index) => (SMALL.has(word) ? word.toUpperCase() : index ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ')
}

export const VIA: Record<Entry['via'], string> = {
  session: 'in a browser',
  token: 'with a token',
  basic: 'with a password',
  system: 'by the server',
  cli: 'on the command line',
  none: 'without logging in',
}

export function filterOf(query: URLSearchParams): Filter {
  const filter: Filter = {}
  for (const key of FILTER_KEYS) {
    const value = query.get(key)?.trim()
    if (value) filter[key] = value
  }
  return filter
}

export interface Member {
  name: string
  before: string | null
  after: string | null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
const shown = (values: Record<string, unknown> | null, name: string) => (values && Object.hasOwn(values, name) ? text(values[name]) : null)

/** What was changed, member by member. */
export function members(entry: Pick<Entry, 'before' | 'after'>): Member[] {
  const names = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])]
  return names.map((name) => ({ name, before: shown(entry.before, name), after: shown(entry.after, name) }))
}

const ASSET_ID = /^[0-9A-Za-z_-]{22}$/

/** The assets that an entry names by their ids: one, or those of a call about many. */
export function assetsOf(object: Entry['object']): string[] {
  if (object?.type !== 'asset') return []
  const ids = object.id.split(',').map((id) => id.trim())
  // a long list is cut in the log, within an id
  return ASSET_ID.test(ids[0] ?? '') ? ids.filter((id) => ASSET_ID.test(id)) : []
}

/** The page of what an entry is about, where there is one. */
export function pageOf(object: Entry['object']): string | null {
  if (!object?.id) return null
  const id = encodeURIComponent(object.id)
  switch (object.type) {
    case 'webhook':
      return `/console/webhooks/${id}`
    case 'delivery':
      return `/console/deliveries/${id}`
    case 'job':
      return `/console/jobs/${id}`
    case 'user':
      return `/console/users/${id}`
    case 'group':
      return `/console/groups/${id}`
    case 'event':
      return `/console/events/${id}`
    case 'asset':
      return assetsOf(object).length === 1 ? `/?asset=${id}` : null
    case 'property':
      return `/console/properties?q=${id}`
    default:
      return null
  }
}
