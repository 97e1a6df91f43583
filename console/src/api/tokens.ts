import { del, get, post, type Schema } from './calls'

export const AREAS = ['assets', 'webhooks', 'admin'] as const
export type Area = (typeof AREAS)[number]
export type Scope = `${Area}:${'read' | 'write'}`

export type Token = Schema<'ApiToken'>
/** With the token itself: no other response contains it. */
export type NewToken = Schema<'NewApiToken'>

export interface TokenDraft {
  name: string
  scopes: Scope[]
  expiresInDays: number | null
  /** One's own. */
  password: string
}

/** The tokens of the caller, or for a super user those of another user or of all users (`*`). */
export const list = (user: string, cursor?: string, signal?: AbortSignal) => get('/api/tokens', { query: { user, cursor, limit: 50 }, signal })
export const create = (draft: TokenDraft) => post('/api/tokens', { json: draft })
export const revoke = (id: string) => del('/api/tokens/{id}', { path: { id } })
