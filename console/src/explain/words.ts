import type { Explanation, QueryPart, Simulation } from '../api/explain'

const MARKS: Record<string, string> = { holds: '✓', fails: '✗', waits: '…', unknown: '?', notAsked: '–' }
const SAID: Record<string, string> = { holds: 'Met', fails: 'Not met', waits: 'Waits', unknown: 'Not known', notAsked: 'Not asked' }

/** A sign for what came of a condition. */
export const mark = (verdict: string) => MARKS[verdict] ?? '–'
/** The same for who hears it. */
export const said = (verdict: string) => SAID[verdict] ?? verdict

/** Whether a webhook got an event, in a sentence. */
export function verdictWords({ verdict, webhook }: Explanation): string {
  if (verdict === 'gets') return `${webhook.name} gets this event`
  if (verdict === 'dropped') return `${webhook.name} gets nothing of this event: debouncing left nothing to send`
  if (verdict === 'missed') return `${webhook.name} missed this event: it was disabled`
  if (verdict === 'doesNotGet') return `${webhook.name} does not get this event`
  return `It is not known any more whether ${webhook.name} gets this event`
}

const text = (value: unknown): string => (value === null || value === undefined ? 'no value' : Array.isArray(value) ? value.map(text).join(', ') : String(value))

/** A part of a query as people read it. */
export function partWords(part: QueryPart): string {
  if (part.kind === 'all') return 'All of these'
  if (part.kind === 'any') return 'One of these'
  if (part.kind === 'not') return 'Not this'
  if (part.kind === 'unneeded') return 'Decides nothing here'
  if (part.kind === 'everything') return 'Everything'
  return part.field ? `${part.field}:${part.wanted} – it was ${text(part.value)}` : `${part.wanted} – in any text`
}

/** Of a single event: whether a webhook gets it now, in a sentence. */
export function differenceWords({ now, gained, lost }: NonNullable<Simulation['difference']>): string {
  if (gained) return 'By its settings of now it does not.'
  if (lost) return 'By its settings of now it does.'
  return now ? 'It is the same by its settings of now.' : 'Nor does it by its settings of now.'
}

/** What the payloads of a simulation are: with a template, what that makes of them. */
export const payloadWords = (single: boolean) => (single ? 'Payload as it would be sent' : 'Payloads as they would be sent')
