import { post } from './http'
import type { Attempt } from './deliveries'

export interface Trial {
  eventType?: string
  payload?: unknown
}

export interface UnsavedTrial extends Trial {
  url: string
  customHeaders?: Record<string, string>
  timeoutSeconds?: number
}

/** One signed request to a webhook, now; it stands in no log. */
export const send = (webhook: string, trial: Trial) => post<Attempt>(`/api/webhooks/${webhook}/tests`, trial)
export const sendUnsaved = (trial: UnsavedTrial) => post<Attempt>('/api/tests', trial)
