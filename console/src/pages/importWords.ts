import type { ImportReport } from '../api/eventTypes'

export type Result = ImportReport['types'][number]['result']

/** The server reads no larger document. */
export const DOCUMENT_BYTES_MAX = 3 * 1024 * 1024

/** What becomes of a webhook of the document, in the order in which it is told. */
export const RESULTS: Record<Result, { words: string; pill: string; icon: string }> = {
  refused: { words: 'Refused', pill: 'bad', icon: '▲' },
  created: { words: 'Added', pill: 'good', icon: '●' },
  updated: { words: 'Changed', pill: 'accent', icon: '●' },
  unchanged: { words: 'Unchanged', pill: '', icon: '' },
}

const ORDER = Object.keys(RESULTS) as Result[]

/** What needs a look stands first. */
export const inOrder = (report: ImportReport) => report.types.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))

const number = (report: ImportReport, result: Result) => report.types.filter((type) => type.result === result).length

/** How many types would be stored, or were. */
export const stored = (report: ImportReport) => number(report, 'created') + number(report, 'updated')

/** Such as "2 added, 1 changed, 3 refused". */
export function summary(report: ImportReport): string {
  const order: Result[] = ['created', 'updated', 'unchanged', 'refused']
  return order
    .filter((result) => number(report, result) > 0)
    .map((result) => `${number(report, result).toLocaleString('en')} ${RESULTS[result].words.toLowerCase()}`)
    .join(', ')
}
