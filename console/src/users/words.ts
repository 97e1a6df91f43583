import type { Licence, User } from '../api/users'

export const LICENCE_NAMES: Record<Licence, string> = { pro: 'Pro', api: 'API', standard: 'Standard', basic: 'Basic' }

export const licenceName = (licence: string) => LICENCE_NAMES[licence as Licence] ?? licence

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
