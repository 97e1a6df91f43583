import { del, get, post, put, type ResponseOf, type Schema } from './calls'

export const LICENCES = ['pro', 'api', 'standard', 'basic'] as const
export type Licence = (typeof LICENCES)[number]

export type User = Schema<'User'>
export type UserDraft = Pick<User, 'fullName' | 'email' | 'locale' | 'superUser' | 'licence'>

/** With the link to set the first password, where none was given. */
export type Invited = Schema<'NewUser'>
export type PasswordLink = ResponseOf<'/api/users/{username}/password-link', 'post'>
export type Session = Schema<'Sessions'>['items'][number]
export type Matrix = ResponseOf<'/api/roles', 'get'>

const named = (username: string) => ({ path: { username } })

export const list = (text: string, cursor?: string, signal?: AbortSignal) => get('/api/users', { query: { text, cursor, limit: 50 }, signal })
export const find = (username: string, signal?: AbortSignal) => get('/api/users/{username}', { ...named(username), signal })
export const invite = (user: { username: string } & Partial<UserDraft>) => post('/api/users', { json: user })
export const update = (username: string, changes: Partial<UserDraft & { enabled: boolean }>) => put('/api/users/{username}', { ...named(username), json: changes })
export const remove = (username: string) => del('/api/users/{username}', named(username))
export const passwordLink = (username: string) => post('/api/users/{username}/password-link', named(username))
export const logOut = (username: string) => post('/api/users/{username}/log-out', named(username))
export const sessions = async (username: string, signal?: AbortSignal) => (await get('/api/users/{username}/sessions', { ...named(username), signal })).items
export const roles = (signal?: AbortSignal) => get('/api/roles', { signal })
