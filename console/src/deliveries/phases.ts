import type { Attempt } from '../api/deliveries'

export interface Phase {
  name: string
  /** As it is shown. */
  text: string
  /** In tenths of a millisecond. */
  from: number
  length: number
}

const SHORT = 100
const TENTHS = 10

/** Tenths of a millisecond where a whole attempt takes less than 10 ms, else whole milliseconds: all of them in one unit, so that they add up. */
function said(tenths: number, fine: boolean): string {
  return fine ? `${(tenths / TENTHS).toFixed(1)} ms` : `${Math.round(tenths / TENTHS).toLocaleString('en')} ms`
}

/** The parts of an attempt's time. They add up to the whole as they are shown; what is not known of it is the last. */
export function phasesOf({ timings, durationMs }: Pick<Attempt, 'timings' | 'durationMs'>): { phases: Phase[]; total: string; length: number } {
  const fine = durationMs * TENTHS < SHORT
  const unit = (ms: number) => (fine ? Math.round(ms * TENTHS) : Math.round(ms) * TENTHS)
  const length = unit(durationMs)
  const { loginMs, lookUpMs, connectMs, tlsMs, firstByteMs } = timings
  const phases: Phase[] = []
  let from = 0
  const add = (name: string, wanted: number) => {
    // rounding may not bring more together than there is
    const part = Math.min(wanted, length - from)
    if (part > 0) phases.push({ name, text: said(part, fine), from, length: part })
    from += part
  }
  add('Login', unit(loginMs ?? 0))
  add('DNS lookup', unit(lookUpMs ?? 0))
  add('Connect', unit(connectMs ?? 0))
  add('TLS', unit(tlsMs ?? 0))
  add('First byte', unit(firstByteMs ?? 0))
  add('Waiting, other', length - from)
  return { phases, total: said(length, fine), length }
}

/** How long a delivery waited from its first attempt to its last, the attempts themselves left out; null where there were not two. */
export function waitedBetween(attempts: Pick<Attempt, 'at' | 'durationMs'>[]): number | null {
  const ordered = attempts.toSorted((a, b) => a.at.localeCompare(b.at))
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (!first || !last || first === last) return null
  const before = ordered.slice(0, -1).reduce((sum, one) => sum + one.durationMs, 0)
  return Math.max(0, Date.parse(last.at) - Date.parse(first.at) - before)
}
