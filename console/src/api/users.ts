import { del, get, post, put, type Page } from './http'

export const LICENCES = ['pro', 'api', 'standard', 'basic'] as const
export type Licence = (typeof LICENCES)[number]

export interface User {
  username: string
  fullName: string
  email: string
  locale: string
  superUser: boolean
  licence: Licence
  enabled: boolean
  groups: { id: string; name: string }[]
  passwordSet: boolean
  createdAt: string
  lastLogInAt: string | null
}

export type UserDraft = Pick<User, 'fullName' | 'email' | 'locale' | 'superUser' | 'licence'>

/** With the link to set the first password, where none was given. */
export type Invited = User & { passwordLink?: string; passwordLinkValidUntil?: string }

export interface PasswordLink {
  passwordLink: string
  validUntil: string
}

export interface Session {
  id: string
  openedAt: string
  usedAt: string
  address: string
  userAgent: string
  current: boolean
}

export interface Matrix {
  roles: { name: string; says: string }[]
  rights: { right: string; says: string; roles: Record<string, boolean> }[]
  licences: { name: string; says: string }[]
}

const of = (username: string) => `/api/users/${encodeURIComponent(username)}`

export const list = (text: string, cursor?: string, signal?: AbortSignal) => get<Page<User>>('/api/users', { text, cursor, limit: 50 }, signal)
export const find = (username: string, signal?: AbortSignal) => get<User>(of(username), undefined, signal)
export const invite = (user: { username: string } & Partial<UserDraft>) => post<Invited>('/api/users', user)
export const update = (username: string, changes: Partial<UserDraft & { enabled: boolean }>) => put<User>(of(username), changes)
export const remove = (username: string) => del<null>(of(username))
export const passwordLink = (username: string) => post<PasswordLink>(`${of(username)}/password-link`)
export const logOut = (username: string) => post<null>(`${of(username)}/log-out`)
export const sessions = async (username: string, signal?: AbortSignal) => (await get<{ items: Session[] }>(`${of(username)}/sessions`, undefined, signal)).items
export const roles = (signal?: AbortSignal) => get<Matrix>('/api/roles', undefined, signal)
