import { get, service, type Schema } from './calls'

export type ShareLink = Schema<'ShareLink'>

/** What a link says and grants. */
export interface Terms {
  subject: string
  validUntil: string
  description: string
  downloadOriginal: boolean
  downloadPreview: boolean
  requestApproval: boolean
  requestUpload: boolean
  importFolderPath: string
  downloadPresetIds: string
  brandLogo: string
  brandColour: string
  brandText: string
}

type Form<T> = { [K in keyof T]: string }

const formOf = <T extends Partial<Terms>>(terms: T) => Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, String(value)])) as Form<T>

/** A link that opens these assets, or what is in a collection, to every person who has it. */
export const create = (shared: { assetIds: string } | { containerId: string }, terms: Terms) => service('/services/createAuthKey', { ...formOf(terms), ...shared })
export const update = (key: string, terms: Partial<Terms>) => service('/services/updateAuthKey', { ...formOf(terms), key })
export const revoke = (key: string) => service('/services/revokeAuthKeys', { keys: key })
/** The user's own links, the newest first. */
export const list = (state: string | null, from: number, signal?: AbortSignal) =>
  get('/api/sharelink', { query: { ...(state && { state: state as ShareLink['state'] }), from, size: 50 }, signal })
