import type { EventSummary } from '../api/summaries'
import { counted } from '../lib/format'

const NONE = '–'
type Change = EventSummary['changes'][number]

function one({ field, oldValue, newValue }: Change): string {
  const before = oldValue === null ? '' : String(oldValue)
  const after = newValue === null ? NONE : String(newValue)
  return before ? `${field} ${before} → ${after}` : `${field} ${after}`
}

/** What changed, in a few words; empty for what is new. */
export function changeWords({ changes, moreChanges }: Pick<EventSummary, 'changes' | 'moreChanges'>): string {
  const words = changes.map(one).join(', ')
  return moreChanges ? `${words}, + ${moreChanges} more` : words
}

/** How many events a batch has, and of what the first are; null if it is none. */
export function batchWords({ batch }: Pick<EventSummary, 'batch'>): { events: string; names: string } | null {
  if (!batch) return null
  const events = `${counted(batch.events, batch.more)} ${batch.events === 1 ? 'event' : 'events'}`
  const names = batch.first.join(', ')
  return { events, names: names && batch.events > batch.first.length ? `${names} …` : names }
}
