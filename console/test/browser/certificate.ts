import { createSign, generateKeyPairSync } from 'node:crypto'

/** Just enough of DER for a certificate that vouches for itself. */
const der = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const time = (at: Date) => der(0x17, `${at.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`)
const pem = (label: string, bytes: Buffer) => `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n').trim()}\n-----END ${label}-----\n`

const SHA256_WITH_ECDSA = sequence(hex('06 08 2a 86 48 ce 3d 04 03 02'))
const COMMON_NAME = hex('06 03 55 04 03')

/** A certificate and its key, as PEM, for a client of this name, good for so many days from yesterday. */
export function clientCertificate(name: string, days: number): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const from = new Date(Date.now() - 86_400_000)
  const who = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, name))))
  const body = sequence(
    der(0xa0, hex('02 01 02')),
    hex('02 01 07'),
    SHA256_WITH_ECDSA,
    who,
    sequence(time(from), time(new Date(from.getTime() + (days + 1) * 86_400_000))),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const whole = sequence(body, SHA256_WITH_ECDSA, der(0x03, Buffer.from([0]), signature))
  return { certificate: pem('CERTIFICATE', whole), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}
