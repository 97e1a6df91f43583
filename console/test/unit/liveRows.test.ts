import { describe, expect, it } from 'vitest'
import type { Delivery, Filter, State } from '../../src/api/deliveries'
import { arrived, merged, ofState, ROWS_MAX, shown, withPage, type View } from '../../src/deliveries/liveRows'

/** A delivery that was made so many seconds after another time. */
function row(id: string, second: number, state: State = 'delivered', attempts = 1): Delivery {
  return {
    id,
    webhook: { id: 'w', name: 'Hook', removed: false },
    event: { id: `e${id}`, type: 'asset_create', subject: 'a', time: '2026-11-25T10:00:00Z' },
    state,
    attempts,
    maxAttempts: 9,
    createdAt: new Date(Date.parse('2026-11-25T10:00:00Z') + second * 1000).toISOString(),
    dueAt: null,
    waitingFor: null,
    endedAt: null,
    lastStatus: null,
    lastError: null,
    lastDurationMs: null,
  }
}

const view = (items: Delivery[], next: string | null = null, waiting: Delivery[] = []): View => ({ data: { items, next, readAll: true }, waiting })
const ids = (rows: Delivery[]) => rows.map((one) => one.id).join('')
const live = (before: View, one: Delivery, filter: Filter = {}, hold = false) => arrived(before, one, filter, hold)

describe('a delivery that comes live', () => {
  it('comes on top where it is new, and is counted as new', () => {
    const { view: after, isNew } = live(view([row('b', 2), row('a', 1)], 'more'), row('c', 3))
    expect(ids(after.data.items)).toBe('cba')
    expect(isNew).toBe(true)
  })

  it('is new where there was none', () => {
    const { view: after, isNew } = live(view([]), row('a', 1))
    expect(ids(after.data.items)).toBe('a')
    expect(isNew).toBe(true)
  })

  it('stays in its place where it only changed', () => {
    const { view: after, isNew } = live(view([row('b', 2), row('a', 1, 'pending')]), row('a', 1, 'delivered', 2))
    expect(ids(after.data.items)).toBe('ba')
    expect(after.data.items[1]!.state).toBe('delivered')
    expect(isNew).toBe(false)
  })

  it('is let pass where it is a retry of one that stands on a later page', () => {
    const before = view([row('c', 30), row('b', 20)], 'more')
    const { view: after, isNew } = live(before, row('a', 1, 'pending', 4))
    expect(after).toBe(before)
    expect(isNew).toBe(false)
  })

  it('comes where its time belongs when it is old but within what is shown, and is not called new', () => {
    const { view: after, isNew } = live(view([row('c', 3), row('a', 1)], 'more'), row('b', 2))
    expect(ids(after.data.items)).toBe('cba')
    expect(isNew).toBe(false)
  })

  it('leaves a list of another state, also while it waits', () => {
    const failed: Filter = { state: 'exhausted' }
    const first = live(view([row('b', 2, 'exhausted'), row('a', 1, 'exhausted')]), row('a', 1, 'pending'), failed)
    expect(ids(first.view.data.items)).toBe('b')
    const second = live(view([row('a', 1, 'exhausted')], null, [row('b', 2, 'exhausted')]), row('b', 2, 'delivered'), failed, true)
    expect(second.view.waiting).toEqual([])
  })

  it('does not come into a list of another state', () => {
    const before = view([row('a', 1, 'exhausted')])
    expect(live(before, row('b', 2, 'pending'), { state: 'exhausted,cancelled' }).view).toBe(before)
    expect(ids(live(before, row('b', 2, 'cancelled'), { state: 'exhausted,cancelled' }).view.data.items)).toBe('ba')
  })

  it('changes a row in a list that only the server can filter, but is never added to it', () => {
    const before = view([row('a', 1, 'pending')])
    expect(live(before, row('b', 2), { code: '5xx' }).view).toBe(before)
    expect(live(before, row('a', 1, 'delivered'), { code: '5xx' }).view.data.items[0]!.state).toBe('delivered')
  })

  it('waits where rows must not move, and is shown once', () => {
    const { view: held } = live(live(view([row('a', 1)]), row('b', 2), {}, true).view, row('b', 2, 'delivered', 2), {}, true)
    expect(ids(held.data.items)).toBe('a')
    expect(ids(held.waiting)).toBe('b')
    const after = shown({ ...held, data: { ...held.data, items: [row('b', 2), ...held.data.items] } })
    expect(ids(after.data.items)).toBe('ba')
    expect(after.waiting).toEqual([])
  })

  it('pushes the oldest out of a full page, and then there is no next page that would leave a gap', () => {
    const full = Array.from({ length: ROWS_MAX }, (_, n) => row(`r${n}`, -n))
    const { data } = live(view(full, 'more'), row('new', 1)).view
    expect(data.items).toHaveLength(ROWS_MAX)
    expect(data.items[0]!.id).toBe('new')
    expect(data).toMatchObject({ next: null, cut: true })
    expect(live({ data, waiting: [] }, row('old', -9_999)).view.data).toBe(data)
  })
})

describe('a page more', () => {
  it('comes after what came live meanwhile, without what is there', () => {
    const { items, next } = withPage(view([row('d', 4), row('c', 3), row('b', 2)], 'one').data, { items: [row('b', 2), row('a', 1)], next: 'two' })
    expect(ids(items)).toBe('dcba')
    expect(next).toBe('two')
  })

  it('says whether all was looked at up to its end', () => {
    const { data } = view([row('b', 2)], 'one')
    const part = withPage({ ...data, readAll: true }, { items: [], next: 'two', readAll: false })
    expect(part.readAll).toBe(false)
    expect(withPage(part, { items: [row('a', 1)], next: null }).readAll).toBe(true)
  })
})

describe('rows', () => {
  it('are in the order of their times, however those are written', () => {
    const whole = { ...row('a', 0), createdAt: '2026-11-25T10:00:00Z' }
    const part = { ...row('b', 0), createdAt: '2026-11-25T10:00:00.250Z' }
    expect(ids(merged([whole], [part]))).toBe('ba')
    expect(ids(merged([part], [whole]))).toBe('ba')
  })

  it('are of a state that is asked for, or of any', () => {
    expect(ofState(row('a', 1, 'pending'), {})).toBe(true)
    expect(ofState(row('a', 1, 'pending'), { state: 'missed, pending' })).toBe(true)
    expect(ofState(row('a', 1, 'pending'), { state: 'missed' })).toBe(false)
  })
})
