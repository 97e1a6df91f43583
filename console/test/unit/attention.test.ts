import { describe, expect, it } from 'vitest'
import { calm, eventsOf, remarks, SINCE, standing, troubles } from '../../src/attention/words'
import { STEP_STATES } from '../../src/deliveries/jobWords'
import { lostTo } from '../../src/deliveries/states'
import { batchWords } from '../../src/deliveries/summaryWords'

const check = (name: string, status: 'up' | 'degraded' | 'down', detail = `About ${name}`) => ({ name, status, detail })

describe('what needs an administrator', () => {
  it('is of the server only where no webhook is meant', () => {
    const checks = [check('database', 'up'), check('disk', 'down'), check('webhooks', 'degraded'), check('consumers', 'degraded'), check('templates', 'degraded')]
    expect(troubles({ checks })).toEqual(['About disk'])
    expect(remarks({ checks })).toEqual(['About templates'])
    expect(troubles(undefined)).toEqual([])
  })

  it('has words of its own for a webhook that is behind', () => {
    expect(standing({ reason: 'behind', disabledReason: null })).toMatchObject({ word: 'Behind', tone: 'warn' })
    expect(SINCE.behind).toBe('Waiting since')
    expect(eventsOf({ missed: 0, failed: 0, backlog: 1_000, backlogMore: true } as Parameters<typeof eventsOf>[0])).toBe('1,000+ events wait')
    expect(calm({ webhooks: 3, enabled: 2 })).toBe('2 webhooks get their events; 1 is disabled.')
  })

  it('says of a step that was skipped that it was not needed, and does not tick it', () => {
    expect(STEP_STATES.skipped).toEqual({ word: 'not needed, as its events are fetched', mark: '–' })
  })
})

describe('a delivery', () => {
  const attempt = (number: number, status: number | null) => ({ number, status }) as Parameters<typeof lostTo>[0]['attemptList'][number]

  it('was lost to a response that says "later" if that was its last', () => {
    expect(lostTo({ state: 'exhausted', attemptList: [attempt(2, 429), attempt(1, 503)] })).toBe(429)
    expect(lostTo({ state: 'exhausted', attemptList: [attempt(1, 429), attempt(2, 404)] })).toBeNull()
    expect(lostTo({ state: 'exhausted', attemptList: [attempt(1, null)] })).toBeNull()
    expect(lostTo({ state: 'exhausted', attemptList: [] })).toBeNull()
    expect(lostTo({ state: 'pending', attemptList: [attempt(1, 429)] })).toBeNull()
  })

  it('that is a batch says how many events it has, and of what the first are', () => {
    expect(batchWords({ batch: { events: 3, more: false, first: ['a.jpg', 'b.jpg', 'c.jpg'] } })).toEqual({ events: '3 events', names: 'a.jpg, b.jpg, c.jpg' })
    expect(batchWords({ batch: { events: 1_000, more: true, first: ['a.jpg'] } })).toEqual({ events: '1,000+ events', names: 'a.jpg …' })
    expect(batchWords({ batch: { events: 1, more: false, first: [] } })).toEqual({ events: '1 event', names: '' })
    expect(batchWords({})).toBeNull()
  })
})
