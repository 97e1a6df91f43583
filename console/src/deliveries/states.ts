import type { Attempt, Delivery, DeliveryDetail, State } from '../api/deliveries'
import { errorWords } from '../lib/errors'
import { ahead } from '../lib/time'

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

/** A delivery's state in words, with what happens next if it is pending. */
export function stateOf(delivery: Pick<Delivery, 'state' | 'attempts' | 'maxAttempts' | 'waitingFor'>, now: Date): StateShown {
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
      const until = nextAttempt(delivery, now)
      switch (delivery.waitingFor?.reason) {
        case 'disabled':
          return { word: 'Held: webhook disabled', shape: '■', tone: '' }
        case 'held':
          return { word: until ? `Held by the receiver, next attempt ${until}` : 'Held by the receiver', shape: '‖', tone: 'warn' }
        case 'consumer':
          return { word: 'Waits for a reader', shape: '…', tone: 'accent' }
        default:
          if (delivery.attempts === 0) return { word: 'Queued', shape: '…', tone: 'accent' }
          return { word: until && until !== 'now' ? `Retrying ${until}` : 'Retrying now', shape: '↻', tone: 'warn' }
      }
    }
  }
}

/** When the next attempt of a pending delivery is due, if that is known; never a time that has passed. */
export function nextAttempt(delivery: Pick<Delivery, 'waitingFor'>, now: Date): string | null {
  const until = delivery.waitingFor?.until
  return until ? ahead(new Date(until), now) : null
}

/** Whether an attempt brought the event to its receiver, or to a reader that acknowledged it. */
export function succeeded(attempt: Pick<Attempt, 'outcome'>): boolean {
  return attempt.outcome === 'accepted' || attempt.outcome === 'acknowledged'
}

/** 4xx responses that say "later", and are final all the same unless a webhook retries them. */
const LATER = [408, 425, 429]

/** With which of them a delivery has failed; null if with none. */
export function lostTo({ state, attemptList }: Pick<DeliveryDetail, 'state' | 'attemptList'>): number | null {
  if (state !== 'exhausted') return null
  const last = attemptList.toSorted((a, b) => a.number - b.number).at(-1)
  return last?.status && LATER.includes(last.status) ? last.status : null
}

/** Whether the next attempt is made by a reader that fetches the event, not by the server. */
export const fetched = (delivery: Pick<Delivery, 'waitingFor'>): boolean => delivery.waitingFor?.reason === 'consumer'

/** How many attempts there were, of how many; a reader may fetch an event as often as it wants to. */
export function attemptsOf(delivery: Pick<Delivery, 'attempts' | 'maxAttempts' | 'waitingFor'>): string {
  return fetched(delivery) ? String(delivery.attempts) : `${delivery.attempts} of ${delivery.maxAttempts}`
}

/** When the next attempt of a pending delivery is made. */
export function nextWords(delivery: Pick<Delivery, 'waitingFor'>, now: Date): string {
  switch (delivery.waitingFor?.reason) {
    case 'disabled':
      return 'once the webhook is enabled'
    case 'consumer':
      return 'when a reader fetches it'
    default:
      return nextAttempt(delivery, now) ?? 'now'
  }
}

/** The status code of the last response, or the error if there was no response. */
export function lastResult(delivery: Pick<Delivery, 'lastStatus' | 'lastError'>): string {
  if (delivery.lastStatus !== null) return String(delivery.lastStatus)
  return delivery.lastError ? errorWords(delivery.lastError) : '–'
}
