import { describe, expect, it } from 'vitest'
import { Loader } from '../../src/lib/loader.svelte'

describe('a loader', () => {
  it('keeps what a change was answered with, whatever a reading that began before it says later', async () => {
    const loader = new Loader<string>()
    const answers: ((text: string) => void)[] = []
    const read = () => new Promise<string>((answer) => answers.push(answer))
    const first = loader.run(read)
    answers[0]?.('as it was')
    await first
    expect(loader.data).toBe('as it was')

    loader.again()
    loader.put('changed')
    answers[1]?.('as it was')
    await new Promise((done) => setTimeout(done, 0))
    expect(loader.data).toBe('changed')
    expect(loader.loading).toBe(false)

    const last = loader.run(read)
    answers[2]?.('by somebody else')
    await last
    expect(loader.data).toBe('by somebody else')
  })
})
