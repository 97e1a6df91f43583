import { get, link, post, type Page, type ResponseOf, type Schema } from './calls'

export const RESULTS = ['done', 'refused', 'failed'] as const

export type Entry = Schema<'AuditEntry'>
export type Verdict = ResponseOf<'/api/audit/verify', 'post'>

export const FILTER_KEYS = ['actor', 'action', 'objectType', 'object', 'result', 'from', 'to'] as const
export type Filter = Partial<Record<(typeof FILTER_KEYS)[number], string>>

const EMPTY_PAGES_MAX = 20

/** The next entries; a page of the server's may be empty though more are behind it. */
export async function list(filter: Filter, cursor?: string, signal?: AbortSignal): Promise<Page<Entry>> {
  let from = cursor
  for (let read = 1; ; read++) {
    const page = await get('/api/audit', { query: { ...filter, cursor: from, limit: 50 }, signal })
    if (page.items.length || page.next === null || read === EMPTY_PAGES_MAX) return page
    from = page.next
  }
}

export const verify = () => post('/api/audit/verify')
export const exportUrl = (filter: Filter, format: 'ndjson' | 'csv') => link('/api/audit/export', { query: { ...filter, format } })
