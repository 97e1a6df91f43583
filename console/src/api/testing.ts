import { post, type ResponseOf } from './calls'
import type { Login } from './webhooks'

/** What became of a test: the attempt, and the body of its request. */
export type TestedAttempt = ResponseOf<'/api/tests', 'post'>

export interface TestRequest {
  eventType?: string
  payload?: Record<string, unknown>
}

export interface SavedTestRequest extends TestRequest {
  /** Also if the webhook is disabled. */
  whileDisabled?: boolean
}

export interface UnsavedTestRequest extends TestRequest {
  url: string
  customHeaders?: Record<string, string>
  timeoutSeconds?: number
  format?: 'native' | 'cloudevents-structured' | 'cloudevents-binary'
  cloudEventsSource?: string | null
  signatures?: 'v1a'[]
  template?: string | null
  authentication?: Login | null
  clientCertificatePem?: string | null
  clientKeyPem?: string | null
}

/** Sends one signed request to a webhook now; it is not in the delivery log. */
export const send = (webhook: string, request: SavedTestRequest) => post('/api/webhooks/{id}/tests', { path: { id: webhook }, json: request })
export const sendUnsaved = (request: UnsavedTestRequest) => post('/api/tests', { json: request })
