import { get, type Schema } from './calls'

export type Attention = Schema<'Attention'>
export type AttentionItem = Schema<'AttentionItem'>

/** The webhooks that need an administrator, the worst first. */
export const list = (signal?: AbortSignal) => get('/api/attention', { signal })
