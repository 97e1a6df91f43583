import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DryRun } from '../../src/api/jobs'
import { disabled, gained, hindered, obstacle } from '../../src/deliveries/dryRun'
import { phasesOf, waitedBetween } from '../../src/deliveries/phases'
import { unsaved } from '../../src/lib/unsaved.svelte'

const tenths = (text: string) => Math.round(Number(text.replace(' ms', '').replace(',', '')) * 10)

describe('the timings of an attempt', () => {
  it.each([
    [3.219, 0.519, 0, 0, 2.4],
    [9.96, 0.04, 3.33, 3.33, 3.26],
    [10.4, 0.4, 0.4, 0.4, 9.2],
    [1234.4, 0.4, 400.4, 400.4, 433.2],
    [15_000, 0, 5_000.4, 9_999.6, 0],
    // stored before phases were measured from the request on
    [2.885, 3.562, 0.342, 0, 1.422],
    [0, 0, 0, 0, 0],
  ])('of %d ms add up as they are shown', (durationMs, lookUpMs, connectMs, tlsMs, firstByteMs) => {
    const shown = phasesOf({ durationMs, timings: { loginMs: 0, lookUpMs, connectMs, tlsMs, firstByteMs } })
    expect(shown.phases.reduce((sum, phase) => sum + tenths(phase.text), 0)).toBe(tenths(shown.total))
    expect(shown.phases.at(-1) ? shown.phases.at(-1)!.from + shown.phases.at(-1)!.length : 0).toBe(shown.length)
  })

  it('of several leave out the attempts themselves in the time between them', () => {
    const at = (seconds: number) => new Date(Date.UTC(2026, 10, 25, 10, 0, seconds)).toISOString()
    expect(waitedBetween([{ at: at(0), durationMs: 1_000 }])).toBeNull()
    expect(waitedBetween([{ at: at(30), durationMs: 9_000 }, { at: at(0), durationMs: 1_000 }])).toBe(29_000)
  })
})

describe('a dry run', () => {
  const run: DryRun = {
    count: 9,
    more: false,
    eligible: 3,
    delivered: 1,
    ineligible: [{ reason: 'webhook_disabled', count: 4 }, { reason: 'pending', count: 2 }],
    webhooks: [
      { id: 'a', name: 'Off', removed: false, eligible: 0, delivered: 0, ineligible: [{ reason: 'webhook_disabled', count: 4 }] },
      { id: 'b', name: 'On', removed: false, eligible: 3, delivered: 1, ineligible: [{ reason: 'pending', count: 2 }] },
      { id: 'c', name: 'Fine', removed: false, eligible: 0, delivered: 0, ineligible: [] },
    ],
  }

  it('separates what only has to be enabled from what cannot be sent', () => {
    expect(disabled(run).map((one) => one.id)).toEqual(['a'])
    expect(hindered(run).map((one) => one.id)).toEqual(['a', 'b'])
    expect(gained(run)).toBe(4)
    expect(obstacle({ reason: 'webhook_disabled', count: 1 })).toBe('1 delivery: the webhook is disabled')
  })
})

describe('unsaved changes', () => {
  beforeEach(() => vi.stubGlobal('addEventListener', () => {}))
  beforeEach(() => vi.stubGlobal('removeEventListener', () => {}))
  afterEach(() => vi.unstubAllGlobals())
  const url = (path: string) => new URL(path, 'http://localhost')

  it('hold what would close their form, and nothing else', () => {
    const release = unsaved.hold(['tab'])
    expect(unsaved.closes(url('/console/webhooks/a'), url('/console/webhooks/a?tab=secret'))).toBe(true)
    expect(unsaved.closes(url('/console/webhooks/a'), url('/console/webhooks/b'))).toBe(true)
    expect(unsaved.closes(url('/console/webhooks/a'), url('/console/webhooks/a?q=shop'))).toBe(false)
    release()
    expect(unsaved.closes(url('/console/webhooks/a'), url('/console/webhooks/b'))).toBe(false)
  })
})
