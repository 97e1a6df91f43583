import { expect, test } from 'vitest'
import { whileShown } from '../../src/lib/whileShown'

const eventOf = (isConnected: boolean) => ({ currentTarget: { isConnected } }) as unknown as Event

test('a handler acts while its element is on the page, and does nothing once it has left', () => {
  let acted = 0
  const handler = whileShown(() => acted++)
  handler(eventOf(true))
  expect(acted).toBe(1)
  handler(eventOf(false))
  expect(acted).toBe(1)
})
