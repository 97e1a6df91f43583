import { del, get, post, put, withQuery, type Page } from './http'

export interface GroupRow {
  id: string
  name: string
  description: string
  memberCount: number
}

export interface Group {
  id: string
  name: string
  description: string
  members: string[]
}

export interface FolderRight {
  path: string
  group: { id: string; name: string } | null
  user: string | null
  permissions: string
  inherited: boolean
}

export interface FolderRights {
  path: string
  rights: FolderRight[]
  effective?: string
}

const of = (id: string) => `/api/groups/${encodeURIComponent(id)}`
const member = (id: string, username: string) => `${of(id)}/members/${encodeURIComponent(username)}`

export const list = (cursor?: string, signal?: AbortSignal) => get<Page<GroupRow>>('/api/groups', { cursor, limit: 200 }, signal)
export const find = (id: string, signal?: AbortSignal) => get<Group>(of(id), undefined, signal)
export const create = (name: string, description: string) => post<Group>('/api/groups', { name, description })
export const update = (id: string, changes: { name?: string; description?: string }) => put<Group>(of(id), changes)
export const remove = (id: string) => del<null>(of(id))
export const add = (id: string, username: string) => put<null>(member(id, username))
export const drop = (id: string, username: string) => del<null>(member(id, username))

export const rights = (path: string, user?: string, signal?: AbortSignal) => get<FolderRights>('/api/folder-rights', { path, user }, signal)
/** Whom a right is for: a group by its id, or a user by name. */
export type Holder = { group: string } | { user: string }
export const give = (path: string, holder: Holder, permissions: string) => put<FolderRight>('/api/folder-rights', { path, ...holder, permissions })
export const take = (path: string, holder: Holder) => del<null>(withQuery('/api/folder-rights', { path, ...holder }))
