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

  it('adds more to what is shown, unless something else is shown or on its way by then', async () => {
    const loader = new Loader<string>()
    loader.put('one')
    await loader.more((before) => Promise.resolve(`${before}, two`))
    expect(loader.data).toBe('one, two')

    let respond = (_: string) => {}
    const late = () => new Promise<string>((answer) => (respond = answer))
    const more = loader.more(late)
    loader.put('another filter')
    respond('one, two, three')
    await more
    expect(loader.data).toBe('another filter')

    const last = loader.more(late)
    const answered = respond
    const running = loader.run(late)
    answered('another filter, four')
    await last
    expect(loader.data).toBe('another filter')
    await loader.more(() => Promise.reject(new Error('nothing is added while something is read')))
    respond('a third filter')
    await running
    expect(loader.data).toBe('a third filter')
  })
})
