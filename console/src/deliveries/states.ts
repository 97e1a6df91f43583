import type { Delivery, State } from '../api/deliveries'
import { errorWords } from '../lib/errors'
import { relative } from '../lib/time'

export interface StateShown {
  word: string
  shape: string
  tone: 'good' | 'warn' | 'bad' | 'accent' | ''
}

export const STATE_NAMES: Record<State, string> = {
  pending: 'Pending',
  delivered: 'Delivered',
  exhausted: 'Failed',
  cancelled: 'Cancelled',
  missed: 'Missed',
}

/** A delivery's state in words: what happens next, where something does. */
export function stateOf(delivery: Pick<Delivery, 'state' | 'attempts' | 'maxAttempts' | 'dueAt'>, now: Date): StateShown {
  switch (delivery.state) {
    case 'delivered':
      return { word: 'Delivered', shape: '✓', tone: 'good' }
    case 'exhausted':
      return { word: STATE_NAMES.exhausted, shape: '✗', tone: 'bad' }
    case 'cancelled':
      return { word: 'Cancelled', shape: '⊘', tone: '' }
    case 'missed':
      return { word: 'Missed', shape: '■', tone: '' }
    case 'pending': {
      if (delivery.attempts === 0) return { word: 'Queued', shape: '…', tone: 'accent' }
      const due = delivery.dueAt ? new Date(delivery.dueAt) : null
      return { word: due && due > now ? `Retrying ${relative(due, now)}` : 'Retrying now', shape: '↻', tone: 'warn' }
    }
  }
}

/** The last answer's code, or what went wrong instead of one. */
export function lastResult(delivery: Pick<Delivery, 'lastStatus' | 'lastError'>): string {
  if (delivery.lastStatus !== null) return String(delivery.lastStatus)
  return delivery.lastError ? errorWords(delivery.lastError) : '–'
}
