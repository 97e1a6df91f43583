import * as api from '../api/savedSearches'
import { Loader } from '../lib/loader.svelte'
import { FIELDS_MAX } from './assetView.svelte'

const ADDRESS_KEYS = ['q', 'folder', 'sort', 'view', 'facets', 'columns']

/** What of an address a saved search keeps. */
export function settingsOf(params: URLSearchParams, facets: readonly string[], columns: readonly string[]): api.SearchSettings {
  const text = (name: string) => params.get(name) || undefined
  const selections = Object.fromEntries([...params].filter(([name, value]) => name.startsWith('f.') && value).map(([name, value]) => [name.slice(2), value]))
  const settings: api.SearchSettings = { facets: [...facets], columns: [...columns] }
  if (text('q')) settings.q = text('q')
  if (text('folder')) settings.folder = text('folder')
  if (text('sort')) settings.sort = text('sort')
  if (text('view') === 'list') settings.view = 'list'
  if (Object.keys(selections).length) settings.selections = selections
  return settings
}

/** The address that shows a saved search. */
export function addressOf({ search }: api.SavedSearch): string {
  const params = new URLSearchParams()
  for (const name of ['q', 'folder', 'sort'] as const) if (search[name]) params.set(name, search[name])
  if (search.view === 'list') params.set('view', 'list')
  for (const [field, value] of Object.entries(search.selections ?? {})) params.set(`f.${field}`, String(value))
  for (const name of ['facets', 'columns'] as const) if (search[name]?.length) params.set(name, search[name].slice(0, FIELDS_MAX).join(','))
  return `/?${params}`
}

/** Whether an address shows this saved search. */
export function isShown(saved: api.SavedSearch, params: URLSearchParams): boolean {
  const wanted = new URL(addressOf(saved), 'http://a').searchParams
  const relevant = (all: URLSearchParams) => [...all].filter(([name, value]) => value && (ADDRESS_KEYS.includes(name) || name.startsWith('f.'))).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(relevant(wanted)) === JSON.stringify(relevant(params))
}

/** Those that the user sees. */
class SavedSearches {
  readonly loader = new Loader<api.SavedSearch[]>()

  load(): void {
    void this.loader.run((signal) => api.all(signal))
  }
}

export const savedSearches = new SavedSearches()
