import { createHmac, timingSafeEqual } from 'node:crypto'

// body: the raw bytes (a Buffer), before any JSON parser has seen them
export function genuine(secretToken, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers
  if (!id || !signatures || !/^[0-9]+$/.test(time ?? '')) return false
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false
  const key = Buffer.from(secretToken, 'base64')
  const right = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')
  const expected = Buffer.from(`v1,${right}`)
  return signatures.split(' ').some((each) => {
    const sent = Buffer.from(each)
    return sent.length === expected.length && timingSafeEqual(sent, expected)
  })
}

// --- to try this file alone ---
import { readFileSync } from 'node:fs'

const { SECRET, WEBHOOK_ID, WEBHOOK_TIMESTAMP, WEBHOOK_SIGNATURE } = process.env
const headers = {
  'webhook-id': WEBHOOK_ID,
  'webhook-timestamp': WEBHOOK_TIMESTAMP,
  'webhook-signature': WEBHOOK_SIGNATURE,
}
process.exit(genuine(SECRET, headers, readFileSync(0)) ? 0 : 1)
