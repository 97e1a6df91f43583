import { get, link, type Answer } from './calls'

export type Health = Answer<'/api/health', 'get'>

export const read = (signal?: AbortSignal) => get('/api/health', { signal })

export const bundleUrl = link('/api/support-bundle', {})
