import { post } from './calls'

export interface Trial {
  eventType?: string
  payload?: Record<string, unknown>
}

export interface UnsavedTrial extends Trial {
  url: string
  customHeaders?: Record<string, string>
  timeoutSeconds?: number
}

/** One signed request to a webhook, now; it stands in no log. */
export const send = (webhook: string, trial: Trial) => post('/api/webhooks/{id}/tests', { path: { id: webhook }, json: trial })
export const sendUnsaved = (trial: UnsavedTrial) => post('/api/tests', { json: trial })
