import { describe, expect, it } from 'vitest'
import { Loader } from '../../src/lib/loader.svelte'

describe('a loader', () => {
  it('keeps the response to a change, whatever a reading that began before it returns later', async () => {
    const loader = new Loader<string>()
    const responses: ((text: string) => void)[] = []
    const read = () => new Promise<string>((respond) => responses.push(respond))
    const first = loader.run(read)
    responses[0]?.('as it was')
    await first
    expect(loader.data).toBe('as it was')

    loader.again()
    loader.put('changed')
    responses[1]?.('as it was')
    await new Promise((done) => setTimeout(done, 0))
    expect(loader.data).toBe('changed')
    expect(loader.loading).toBe(false)

    const last = loader.run(read)
    responses[2]?.('by another user')
    await last
    expect(loader.data).toBe('by another user')
  })
})
