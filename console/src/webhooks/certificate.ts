import type { Certificate, CertificateChange } from '../api/webhooks'

export const SOON_DAYS = 14
const DAY_MS = 86_400_000
/** What the server takes at most; a file that is larger is none of PEM text. */
export const PEM_MAX = 64 * 1024

/** Whether a certificate has ended, or is about to. */
export function standing(certificate: Pick<Certificate, 'notAfter'>, now: Date): 'ended' | 'soon' | 'good' {
  const left = Date.parse(certificate.notAfter) - now.getTime()
  return left <= 0 ? 'ended' : left < SOON_DAYS * DAY_MS ? 'soon' : 'good'
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

/** The blocks of a PEM text, separated: files often hold the key beside its certificate. */
export function parted(text: string): { certificates: string; key: string } {
  const blocks = [...text.matchAll(BLOCK)].map(([block, label]) => ({ block, key: label!.endsWith('PRIVATE KEY') }))
  const joined = (key: boolean) => blocks.filter((one) => one.key === key).map((one) => `${one.block}\n`).join('')
  return { certificates: joined(false), key: joined(true) }
}

/** What is typed or chosen, with a key that came in the same text put where it belongs. */
export function taken(part: keyof CertificateChange, text: string, before: CertificateChange): CertificateChange {
  const { certificates, key } = parted(text)
  if (certificates && key) return { clientCertificatePem: certificates, clientKeyPem: key }
  return { ...before, [part]: text }
}
