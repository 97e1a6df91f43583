import { get, type Answer } from './calls'

export type Health = Answer<'/api/health', 'get'>

export const read = (signal?: AbortSignal) => get('/api/health', { signal })
