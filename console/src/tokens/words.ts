import { AREAS, type Area, type Scope, type Token } from '../api/tokens'

export const AREA_NAMES: Record<Area, { name: string; says: string }> = {
  assets: { name: 'Assets', says: 'files, folders, metadata, search, share links' },
  webhooks: { name: 'Webhooks', says: 'webhooks, deliveries, event types, the built-in receiver' },
  admin: { name: 'Administration', says: 'users, groups, properties, audit log, system health' },
}

export type Access = 'none' | 'read' | 'write'
export const ACCESSES: { id: Access; name: string }[] = [
  { id: 'none', name: 'Nothing' },
  { id: 'read', name: 'Read' },
  { id: 'write', name: 'Read and change' },
]

export function scopesOf(chosen: Record<Area, Access>): Scope[] {
  return AREAS.flatMap((area) => (chosen[area] === 'none' ? [] : [`${area}:${chosen[area]}` as Scope]))
}

export const SOON_DAYS = 7
const DAY_MS = 86_400_000

export type Standing = 'revoked' | 'ended' | 'soon' | 'good'

/** What became of a token, or is about to. */
export function standing(token: Token, now: Date): Standing {
  if (token.revokedAt) return 'revoked'
  if (!token.expiresAt) return 'good'
  const left = Date.parse(token.expiresAt) - now.getTime()
  return left <= 0 ? 'ended' : left < SOON_DAYS * DAY_MS ? 'soon' : 'good'
}
