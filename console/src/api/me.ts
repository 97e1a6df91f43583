import { del, get, put } from './calls'
import type { User } from './users'

export const find = (signal?: AbortSignal) => get('/api/me', { signal })
export const update = (changes: Partial<Pick<User, 'fullName' | 'email' | 'locale'>>) => put('/api/me', { json: changes })
export const changePassword = (currentPassword: string, newPassword: string, revokeTokens: boolean) =>
  put('/api/me/password', { json: { currentPassword, newPassword, revokeTokens } })
export const sessions = async (signal?: AbortSignal) => (await get('/api/me/sessions', { signal })).items
/** All but the one that asks. */
export const endOthers = () => del('/api/me/sessions')
export const end = (id: string) => del('/api/me/sessions/{id}', { path: { id } })
