import { expect, it } from 'vitest'
import type { Explanation, QueryPart } from '../../src/api/explain'
import { mark, partWords, said, verdictWords } from '../../src/explain/words'

const why = (verdict: Explanation['verdict']) => verdictWords({ verdict, webhook: { id: 'x', name: 'Shop', removed: false } } as Explanation)
const term = (given: Partial<QueryPart>) => partWords({ kind: 'term', verdict: 'holds', ...given })

it('says whether a webhook gets an event', () => {
  expect(why('gets')).toBe('Shop gets this event')
  expect(why('doesNotGet')).toBe('Shop does not get this event')
  expect(why('missed')).toContain('disabled')
  expect(why('unknown')).toContain('not known')
})

it('shows each condition by a sign and by a word', () => {
  expect(['holds', 'fails', 'unknown', 'notAsked'].map(mark)).toEqual(['✓', '✗', '?', '–'])
  expect(['holds', 'fails', 'unknown', 'notAsked'].map(said)).toEqual(['Met', 'Not met', 'Not known', 'Not asked'])
})

it('shows a term with the value that the field had', () => {
  expect(term({ field: 'status', wanted: 'Final', value: 'Draft' })).toBe('status:Final – it was Draft')
  expect(term({ field: 'tags', wanted: 'sea', value: ['a', 'b'] })).toBe('tags:sea – it was a, b')
  expect(term({ field: 'rating', wanted: '[2 TO 4]', value: null })).toBe('rating:[2 TO 4] – it was no value')
  expect(term({ field: null, wanted: 'boat' })).toBe('boat – in any text')
  expect(partWords({ kind: 'not', verdict: 'fails' })).toBe('Not this')
})
