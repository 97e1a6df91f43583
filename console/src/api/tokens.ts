import { del, get, post, type Page } from './http'

export const AREAS = ['assets', 'webhooks', 'admin'] as const
export type Area = (typeof AREAS)[number]
export type Scope = `${Area}:${'read' | 'write'}`

export interface Token {
  id: string
  name: string
  username: string
  scopes: Scope[]
  /** How it begins, so that people tell one from another. */
  prefix: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  lastUsedFrom: string | null
  revokedAt: string | null
}

/** With the token itself: this answer is the only one that has it. */
export type NewToken = Token & { token: string }

export interface TokenDraft {
  name: string
  scopes: Scope[]
  expiresInDays: number | null
}

/** Of one's own, or as a super user of somebody or of everybody (`*`). */
export const list = (user: string, cursor?: string, signal?: AbortSignal) => get<Page<Token>>('/api/tokens', { user, cursor, limit: 50 }, signal)
export const create = (draft: TokenDraft) => post<NewToken>('/api/tokens', draft)
export const revoke = (id: string) => del<null>(`/api/tokens/${encodeURIComponent(id)}`)
