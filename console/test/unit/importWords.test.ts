import { expect, it } from 'vitest'
import type { ImportReport } from '../../src/api/eventTypes'
import { inOrder, stored, summary } from '../../src/pages/importWords'

const line = (webhook: string, result: ImportReport['types'][number]['result']) => ({ webhook, name: `acme.${webhook}`, result, detail: '' })
const report: ImportReport = { dryRun: true, types: [line('a', 'created'), line('b', 'refused'), line('c', 'unchanged'), line('d', 'updated'), line('e', 'created')] }

it('a report of an import is told in numbers, and what is refused stands first', () => {
  expect(summary(report)).toBe('2 added, 1 changed, 1 unchanged, 1 refused')
  expect(inOrder(report).map((type) => type.webhook)).toEqual(['b', 'a', 'e', 'd', 'c'])
  expect(stored(report)).toBe(3)
})

it('of a document of which nothing is taken says so', () => {
  const refused = { ...report, types: [line('b', 'refused')] }
  expect(summary(refused)).toBe('1 refused')
  expect(stored(refused)).toBe(0)
})
