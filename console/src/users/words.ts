import type { Licence, User } from '../api/users'

export const LICENCE_NAMES: Record<Licence, string> = { pro: 'Pro', api: 'API', standard: 'Standard', basic: 'Basic' }

export const licenceName = (licence: string) => LICENCE_NAMES[licence as Licence] ?? licence

const ROLE_NAMES: Record<string, string> = { anonymous: 'Guest', user: 'User', superUser: 'Super user' }
const ACCESS_NAMES: Record<string, string> = {
  anyone: 'Without logging in',
  user: 'Assets and own account',
  'super-user': 'Users, groups and permissions',
  'server-admin': 'Webhooks and operation',
}

/** A role, and a level of access, as people call it; a new one as the server does. */
export const roleTitle = (role: string) => ROLE_NAMES[role] ?? role
export const accessTitle = (access: string) => ACCESS_NAMES[access] ?? access

export const roleName = (user: Pick<User, 'superUser'>) => (user.superUser ? 'Super user' : 'User')

/** Letters of a permission in their places, and what each allows. */
export const PERMISSIONS = [
  ['V', 'See it'],
  ['P', 'See its preview'],
  ['U', 'Use the original'],
  ['M', 'Edit metadata'],
  ['E', 'Edit the file'],
  ['R', 'Rename'],
  ['X', 'Move'],
  ['C', 'Create'],
  ['D', 'Delete'],
] as const

/** The text of nine places that the server keeps. */
export function permissionText(letters: ReadonlySet<string>): string {
  return PERMISSIONS.map(([letter]) => (letters.has(letter) ? letter : '-')).join('')
}
