import { get, post, type Schema } from './calls'

export type TemplateTry = Schema<'TemplateTry'>

export const presets = (signal?: AbortSignal) => get('/api/webhooks/template-presets', { signal })

/** What a template makes of a recorded event, or of the example of an event type. */
export const tried = (template: string, of: { event: string } | { eventType: string }, metadataToReturn: string[], changedMetadataToReturn: string[]) =>
  post('/api/webhooks/template-tries', { json: { template, metadataToReturn, changedMetadataToReturn, ...of } })
