import type { EventSummary } from '../api/summaries'

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
