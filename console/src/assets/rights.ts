import type { Hit } from '../api/assets'

/** The letters of a hit's permissions and what they allow. */
export type Right = 'V' | 'P' | 'U' | 'M' | 'E' | 'R' | 'X' | 'C' | 'D'

/** What is missing to do something, in words. */
export const NEEDED: Record<Right, string> = {
  V: 'view',
  P: 'see the preview',
  U: 'use the original',
  M: 'edit the metadata',
  E: 'edit the file',
  R: 'rename',
  X: 'move',
  C: 'create',
  D: 'delete',
}

/** Whether the user may do this with an asset; where nothing is said, the server decides. */
export const may = (hit: Pick<Hit, 'permissions'> | undefined, right: Right): boolean => hit?.permissions === undefined || hit.permissions.includes(right)

/** The same of all of some assets. */
export const mayAll = (hits: Pick<Hit, 'permissions'>[], right: Right): boolean => hits.every((hit) => may(hit, right))
