import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bytes, counted, maskedUrl, percent, shellQuoted, shown } from '../../src/lib/format'
import { difference, pretty } from '../../src/lib/json'
import { toasts } from '../../src/lib/toasts.svelte'
import { ago, ahead, duration, exact, relative, skew } from '../../src/lib/time'

const NOW = new Date('2026-11-25T10:00:00Z')
const at = (ms: number) => new Date(NOW.getTime() + ms)

describe('times', () => {
  it.each([
    [-3 * 60_000, '3 min. ago'],
    [2 * 3_600_000 + 5_000, 'in 2 hr.'],
    [-400, 'now'],
    [-26 * 3_600_000, 'yesterday'],
  ])('%d ms away is "%s"', (ms, words) => {
    expect(relative(at(ms), NOW)).toBe(words)
  })

  it('tick by seconds under a minute', () => {
    expect(ago(at(-1_000), NOW)).toBe('1 sec. ago')
    expect(ago(at(-59_900), NOW)).toBe('59 sec. ago')
    expect(ahead(at(42_000), NOW)).toBe('in 42 sec.')
  })

  it('that have passed are never said to come, nor the other way round', () => {
    expect(ago(at(6_000), NOW)).toBe('now')
    expect(ago(at(3 * 3_600_000), NOW)).toBe('now')
    expect(ahead(at(-6_000), NOW)).toBe('now')
  })

  it.each([
    [null, 0],
    ['nonsense', 0],
    ['Wed, 25 Nov 2026 10:00:00 GMT', 0],
    ['Wed, 25 Nov 2026 10:00:02 GMT', 0],
    ['Wed, 25 Nov 2026 10:05:00 GMT', 300_400],
    ['Wed, 25 Nov 2026 09:00:00 GMT', -3_599_600],
  ])('know from %s that the server is %d ms ahead', (header, ahead) => {
    expect(skew(header, NOW.getTime(), NOW.getTime() + 200)).toBe(ahead)
  })

  it('are not set by a response that took long', () => {
    expect(skew('Wed, 25 Nov 2026 10:00:20 GMT', NOW.getTime(), NOW.getTime() + 40_000)).toBe(0)
  })

  it('are exact in UTC with milliseconds', () => {
    expect(exact(new Date('2026-11-25T10:00:00.120Z'), false)).toBe('2026-11-25 10:00:00.120 UTC')
  })

  it.each([
    [0.42, '0.4 ms'],
    [850, '850 ms'],
    [1_240, '1.2 s'],
    [15_000, '15 s'],
    [180_000, '3 min'],
    [7_500_000, '2 h 5 min'],
    [300_000_000, '3 days'],
  ])('%d ms lasts "%s"', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
})

describe('numbers', () => {
  it('say that there is more than was counted', () => {
    expect(counted(10_000, true)).toBe('10,000+')
    expect(counted(10_000, false)).toBe('10,000')
  })

  it('never round to all or to nothing', () => {
    expect(percent(0.99997)).toBe('99.9 %')
    expect(percent(1)).toBe('100 %')
    expect(percent(0)).toBe('0 %')
    expect(percent(0.00001)).toBe('0.1 %')
    expect(percent(0.953)).toBe('95.3 %')
  })

  it('of bytes have a unit', () => {
    expect([0, 999, 1_500, 48_234_496, 999_700].map(bytes)).toEqual(['0 B', '999 B', '1.5 kB', '48 MB', '1.0 MB'])
  })
})

describe('texts', () => {
  it('keep secrets in addresses to themselves', () => {
    expect(maskedUrl('https://ann:secret@example.com/hook?key=secret')).toBe('https://example.com/hook?…')
    expect(maskedUrl('not an address')).toBe('not an address')
  })

  it('are quoted for a shell', () => {
    expect(shellQuoted("it's $HOME")).toBe(`'it'\\''s $HOME'`)
  })

  it('of metadata are what the server formatted', () => {
    expect(shown({ value: 1, formatted: '1 B' })).toBe('1 B')
    expect(shown(['a', 'b'])).toBe('a, b')
    expect(shown(null)).toBe('')
  })
})

describe('JSON', () => {
  it('is indented without touching a digit or a key', () => {
    const text = '{"big":12345678901234567890,"a":[1.0,{}],"b":"x{,}:\\"","a":[]}'
    expect(pretty(text)).toBe('{\n  "big": 12345678901234567890,\n  "a": [\n    1.0,\n    {}\n  ],\n  "b": "x{,}:\\"",\n  "a": []\n}')
  })

  it('that is none stays as it is', () => {
    expect(pretty('<b>{not json</b>')).toBe('<b>{not json</b>')
  })

  it('is compared line by line', () => {
    expect(difference('a\nb\nc', 'a\nx\nc')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
    ])
  })
})

describe('messages', () => {
  const [lower, upper] = [{}, {}] as [HTMLElement, HTMLElement]
  beforeEach(() => {
    vi.useFakeTimers()
    toasts.all = []
  })
  afterEach(() => vi.useRealTimers())

  it('stand in the topmost dialog that was open when they came, and beside it if they came before', async () => {
    toasts.add('Before')
    const leaveLower = toasts.into(lower)
    expect(toasts.dialog).toBeUndefined()
    toasts.add('In the lower one')
    expect(toasts.dialog).toBe(lower)
    const leaveUpper = toasts.into(upper)
    expect(toasts.dialog).toBeUndefined()
    toasts.add('In the upper one')
    expect(toasts.dialog).toBe(upper)
    leaveUpper()
    await Promise.resolve()
    expect(toasts.dialog).toBe(lower)
    leaveLower()
    await Promise.resolve()
    expect(toasts.dialog).toBeUndefined()
  })

  it('that come to another place are not read out again, unless they came in the moment before', async () => {
    const leave = toasts.into(lower)
    toasts.add('Some time ago')
    vi.advanceTimersByTime(1_000)
    toasts.add('With the end of the dialog')
    leave()
    await Promise.resolve()
    expect(toasts.all.map(({ text, told }) => [text, told])).toEqual([['Some time ago', true], ['With the end of the dialog', false]])
  })

  it('that are only said are said in the topmost dialog, and once', async () => {
    const leave = toasts.into(lower)
    expect(toasts.top).toBe(lower)
    toasts.say('Copied')
    expect(toasts.dialog).toBeUndefined()
    vi.advanceTimersByTime(1_000)
    leave()
    await Promise.resolve()
    expect([toasts.top, toasts.spoken]).toEqual([undefined, ''])
    const again = toasts.into(lower)
    toasts.say('Copied')
    again()
    await Promise.resolve()
    expect(toasts.spoken).toBe('Copied')
  })
})
