import { del, get, put } from './http'
import type { Session, User } from './users'

export const find = (signal?: AbortSignal) => get<User>('/api/me', undefined, signal)
export const update = (changes: Partial<Pick<User, 'fullName' | 'email' | 'locale'>>) => put<User>('/api/me', changes)
export const changePassword = (currentPassword: string, newPassword: string) => put<null>('/api/me/password', { currentPassword, newPassword })
export const sessions = async (signal?: AbortSignal) => (await get<{ items: Session[] }>('/api/me/sessions', undefined, signal)).items
/** All but the one that asks. */
export const endOthers = () => del<null>('/api/me/sessions')
export const end = (id: string) => del<null>(`/api/me/sessions/${encodeURIComponent(id)}`)
