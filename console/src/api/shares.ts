import { service } from './calls'

export interface ShareRequest {
  subject: string
  validUntil: string
  assetIds: string[]
  description: string
  downloadOriginal: boolean
}

/** A link that opens these assets to every person who has it. */
export const create = ({ assetIds, downloadOriginal, ...wanted }: ShareRequest) =>
  service('/services/createAuthKey', { ...wanted, assetIds: assetIds.join(','), downloadOriginal: String(downloadOriginal), downloadPreview: 'true' })
export const revoke = (key: string) => service('/services/revokeAuthKeys', { keys: key })
