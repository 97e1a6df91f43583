import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../src/api/uploads'

describe('a large upload', () => {
  it('is continued for the same target only', () => {
    const file = new File(['clock'], 'clock.bin', { lastModified: 1_000 })
    const of = (target: string) => fingerprintOf('ada', file, target)
    expect(of('new:/Demo')).toBe(of('new:/Demo'))
    expect(new Set([of('new:/Demo'), of('new:/Demo/Sub'), of('version:2n-UzMFgate9nAwg8zLXCs')]).size).toBe(3)
    // tus finds what begins with the fingerprint and two colons
    expect(of('new:/Demo::Sub').startsWith(`${of('new:/Demo')}::`)).toBe(false)
  })
})
