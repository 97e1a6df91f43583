import { createPublicKey, verify } from 'node:crypto'

// publicKeys: whpk_… of the server, more than one while they overlap; body: the raw bytes (a Buffer)
export function genuine(publicKeys, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers
  if (!id || !signatures || !/^[0-9]+$/.test(time ?? '')) return false
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false
  const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), body])
  const keys = publicKeys.map((each) => {
    const x = Buffer.from(each.replace('whpk_', ''), 'base64').toString('base64url')
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  })
  return signatures
    .split(' ')
    .filter((each) => each.startsWith('v1a,'))
    .some((each) => keys.some((key) => verify(null, signed, key, Buffer.from(each.slice(4), 'base64'))))
}

// --- to try this file alone ---
import { readFileSync } from 'node:fs'

const { PUBLIC_KEY, WEBHOOK_ID, WEBHOOK_TIMESTAMP, WEBHOOK_SIGNATURE } = process.env
const headers = {
  'webhook-id': WEBHOOK_ID,
  'webhook-timestamp': WEBHOOK_TIMESTAMP,
  'webhook-signature': WEBHOOK_SIGNATURE,
}
process.exit(genuine(PUBLIC_KEY.split(' '), headers, readFileSync(0)) ? 0 : 1)
