import { del, get, post, put, type ResponseOf, type Schema } from './calls'

export type GroupRow = Schema<'GroupSummary'>
export type Group = Schema<'Group'>
/** What can be said of a group; an empty licence says nothing. */
export type GroupDraft = Pick<Group, 'name' | 'description' | 'licence'>
/** What a group or a user is granted in a folder. */
export type Grant = Schema<'FolderPermissions'>
export type FolderPermissions = ResponseOf<'/api/folder-rights', 'get'>

const byId = (id: string) => ({ path: { id } })

export const list = (cursor?: string, signal?: AbortSignal) => get('/api/groups', { query: { cursor, limit: 200 }, signal })
export const find = (id: string, signal?: AbortSignal) => get('/api/groups/{id}', { ...byId(id), signal })
export const create = (group: GroupDraft) => post('/api/groups', { json: group })
export const update = (id: string, changes: Partial<GroupDraft>) => put('/api/groups/{id}', { ...byId(id), json: changes })
export const remove = (id: string) => del('/api/groups/{id}', byId(id))
export const add = (id: string, username: string) => put('/api/groups/{id}/members/{username}', { path: { id, username } })
export const drop = (id: string, username: string) => del('/api/groups/{id}/members/{username}', { path: { id, username } })

export const permissions = (path: string, user?: string, signal?: AbortSignal) => get('/api/folder-rights', { query: { path, user }, signal })
/** A group by its id, or a user by name. */
export type Grantee = { group: string; user?: never } | { user: string; group?: never }
export const grant = (path: string, grantee: Grantee, permissions: string) => put('/api/folder-rights', { json: { path, ...grantee, permissions } })
export const revoke = (path: string, grantee: Grantee) => del('/api/folder-rights', { query: { path, ...grantee } })
