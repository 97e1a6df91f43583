import { expect, it } from 'vitest'
import type { Explanation, QueryPart } from '../../src/api/explain'
import { differenceWords, mark, partWords, payloadWords, said, verdictWords } from '../../src/explain/words'

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

it('says of a single event whether the settings of now do the same', () => {
  const difference = (now: number, gained: number, lost: number) => differenceWords({ now, gained, lost, gainedEvents: [], lostEvents: [] })
  expect(difference(0, 1, 0)).toBe('By its settings of now it does not.')
  expect(difference(1, 0, 1)).toBe('By its settings of now it does.')
  expect(difference(1, 0, 0)).toBe('It is the same by its settings of now.')
  expect(difference(0, 0, 0)).toBe('Nor does it by its settings of now.')
})

it('says what the payloads of a simulation are', () => {
  expect(payloadWords(false)).toBe('Payloads as they would be sent')
  expect(payloadWords(true)).toBe('Payload as it would be sent')
})
