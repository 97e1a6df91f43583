import { get, post, put, type ResponseOf } from './calls'

export type Alerts = ResponseOf<'/api/alerts', 'get'>
export type Rule = Alerts['rules'][number]
export type Channel = Alerts['channels'][number]
export type Alert = Alerts['state']['alerts'][number]

export const list = (signal?: AbortSignal) => get('/api/alerts', { signal })
export type Change = Partial<Pick<Alerts, 'rules' | 'channels' | 'digestMinutes'>>

/** Changes these settings; refused with 409 if they have been changed since they were read. */
export const save = ({ revision, digestMinutes, rules, channels }: Omit<Alerts, 'state'>, change: Change) => put('/api/alerts', { json: { revision, digestMinutes, rules, channels, ...change } })

/** The list with what is changed; without one before, with one more. */
export function replaced<T extends { name: string }>(all: readonly T[], before: T | undefined, changed: T, what: string): T[] {
  if (!before) return [...all, changed]
  if (!all.some((one) => one.name === before.name)) throw new Error(`The ${what} ${before.name} no longer exists: it was removed or renamed meanwhile`)
  return all.map((one) => (one.name === before.name ? changed : one))
}

export const test = (name: string) => post('/api/alerts/channels/{name}/test', { path: { name } })
