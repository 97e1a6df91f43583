import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Found, Search } from '../../src/api/assets'
import * as api from '../../src/api/assets'
import { PAGE, Results } from '../../src/assets/results.svelte'

vi.mock('../../src/api/assets', () => ({ search: vi.fn() }))
afterEach(() => vi.clearAllMocks())

const turn = () => new Promise((done) => setTimeout(done, 0))

describe('results of a search', () => {
  it('have nothing of the search before, whatever is read of it while the new one is asked', async () => {
    const asked: { q: string; start: number; respond: () => void }[] = []
    vi.mocked(api.search).mockImplementation(({ q, start }: Search) =>
      new Promise((respond) => {
        const hits = Array.from({ length: PAGE }, (_, index) => ({ id: `${q}${start + index}`, metadata: {} }))
        asked.push({ q, start, respond: () => respond({ totalHits: 3 * PAGE, hits } as unknown as Found) })
      }),
    )
    const results = new Results()
    const wanted = (q: string) => JSON.stringify({ q })
    void results.load(wanted('old'))
    asked[0]!.respond()
    await turn()

    void results.load(wanted('new'))
    results.see(PAGE, PAGE + 10)
    expect(asked.map(({ q, start }) => `${q} ${start}`)).toEqual(['old 0', 'new 0', 'old 100'])
    asked[1]!.respond()
    await turn()
    asked[2]!.respond()
    await turn()
    expect(results.loaded.every(({ id }) => id.startsWith('new'))).toBe(true)
    expect(asked.map(({ q, start }) => `${q} ${start}`).at(-1)).toBe('new 100')
  })
})
