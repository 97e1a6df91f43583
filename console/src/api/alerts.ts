import { get, post, put, type ResponseOf } from './calls'

export type Alerts = ResponseOf<'/api/alerts', 'get'>
export type Rule = Alerts['rules'][number]
export type Channel = Alerts['channels'][number]
export type Alert = Alerts['state']['alerts'][number]

export const list = (signal?: AbortSignal) => get('/api/alerts', { signal })
/** All rules and channels; refused if they have been changed since this revision. */
export const save = ({ revision, digestMinutes, rules, channels }: Omit<Alerts, 'state'>) => put('/api/alerts', { json: { revision, digestMinutes, rules, channels } })
export const test = (name: string) => post('/api/alerts/channels/{name}/test', { path: { name } })
