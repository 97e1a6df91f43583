import { service } from './http'

export interface ShareRequest {
  subject: string
  validUntil: string
  assetIds: string[]
  description: string
  downloadOriginal: boolean
}

/** A link that opens these assets to whoever has it. */
export const create = (wanted: ShareRequest) =>
  service<{ authKey: string; webClientUrl: string }>('/services/createAuthKey', {
    subject: wanted.subject,
    validUntil: wanted.validUntil,
    assetIds: wanted.assetIds.join(','),
    description: wanted.description,
    downloadOriginal: String(wanted.downloadOriginal),
    downloadPreview: 'true',
  })
export const revoke = (key: string) => service<unknown>('/services/revokeAuthKeys', { keys: key })
