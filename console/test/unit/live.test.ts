import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { follow, type LiveState } from '../../src/api/live'

/** A stream that opens and fails when the test says so. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static made: Stream[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null

  constructor(readonly url: string) {
    super()
    Stream.made.push(this)
  }

  opens(): void {
    this.readyState = 1
    this.onopen?.()
  }

  fails(readyState = 0): void {
    this.readyState = readyState
    this.onerror?.()
  }

  close(): void {
    this.readyState = 2
  }
}

describe('following a stream', () => {
  let states: LiveState[]
  let polls: number
  let items: unknown[]
  let stop: () => void
  const newest = () => Stream.made.at(-1)!

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('EventSource', Stream)
    Stream.made = []
    states = []
    items = []
    polls = 0
    stop = follow('/api/streams/deliveries', { webhook: 'a', state: undefined }, 'delivery', {
      item: (item) => items.push(item),
      state: (state) => states.push(state),
      poll: () => polls++,
    })
  })
  afterEach(() => {
    stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('passes on each item', () => {
    newest().opens()
    newest().dispatchEvent(new MessageEvent('delivery', { data: '{"id":"x"}' }))
    expect(newest().url).toBe('/api/streams/deliveries?webhook=a')
    expect(items).toEqual([{ id: 'x' }])
    expect(states).toEqual(['connecting', 'live'])
  })

  it('leaves a short break to the browser, and asks again and again after three', () => {
    newest().fails()
    newest().fails()
    expect(states.at(-1)).toBe('reconnecting')
    newest().fails()
    expect(states.at(-1)).toBe('polling')
    vi.advanceTimersByTime(10_000)
    expect(polls).toBe(2)
  })

  it('opens a new stream every 30 s while it polls, and stops polling once there is one', () => {
    newest().fails(Stream.CLOSED)
    vi.advanceTimersByTime(30_000)
    expect(Stream.made).toHaveLength(2)
    newest().fails()
    expect(states.at(-1)).toBe('polling')
    vi.advanceTimersByTime(30_000)
    expect(Stream.made).toHaveLength(3)
    newest().opens()
    expect(states.at(-1)).toBe('live')
    // once more, for what came in between
    const asked = polls
    expect(asked).toBe(13)
    vi.advanceTimersByTime(60_000)
    expect(polls).toBe(asked)
    expect(Stream.made).toHaveLength(3)
  })

  it('ends altogether', () => {
    newest().fails(Stream.CLOSED)
    stop()
    vi.advanceTimersByTime(120_000)
    expect(polls).toBe(0)
    expect(Stream.made).toHaveLength(1)
  })
})
