import { get, link, type ResponseOf } from './calls'

export type Health = ResponseOf<'/api/health', 'get'>

export const read = (signal?: AbortSignal) => get('/api/health', { signal })

export const bundleUrl = link('/api/support-bundle', {})
