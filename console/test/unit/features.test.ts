import { describe, expect, it } from 'vitest'
import type { Field, FieldGroup } from '../../src/api/fields'
import { bulkChanges, editedOf, editorGroups, inCommon, listSpread, matching, metadataChanges, undeclared } from '../../src/assets/fields'
import { crumbs, queryOf, range } from '../../src/assets/query'
import { bounded, filterOf, inWords, narrowed } from '../../src/deliveries/filter'
import { attemptsOf, lastResult, nextWords, STATE_NAMES, stateOf, succeeded } from '../../src/deliveries/states'
import { badness, healthOf } from '../../src/parts/health'
import { parted, standing, taken } from '../../src/webhooks/certificate'
import { changes, draftOf, emptyDraft, MASKED, sameRequest, urlProblem } from '../../src/webhooks/types'

const NOW = new Date('2026-11-25T10:00:00Z')

describe('a search', () => {
  it('is about a folder, and about what is below it where there are words', () => {
    expect(queryOf('/', '')).toBe('')
    expect(queryOf('/a b', '')).toBe('folderPath:"/a b"')
    expect(queryOf('/a', 'red OR blue')).toBe('ancestorPaths:"/a" AND (red OR blue)')
    expect(queryOf('/', 'red OR blue')).toBe('red OR blue')
    expect(queryOf('/a"b', '')).toBe('folderPath:"/a\\"b"')
  })

  it('knows the way to a folder', () => {
    expect(crumbs('/a/b').map((crumb) => crumb.path)).toEqual(['/', '/a', '/a/b'])
    expect(crumbs('/')).toHaveLength(1)
  })

  it('selects from one to the other, in both directions', () => {
    expect(range(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c'])
    expect(range(['a', 'b'], 'gone', 'b')).toEqual(['b'])
  })
})

describe('metadata', () => {
  const field = (name: string, more: Partial<Field> = {}): Field => ({ ...undeclared(name), editable: true, ...more })
  const groups: FieldGroup[] = [
    { name: 'Content', kinds: [], fields: [field('title'), field('tags', { multiValue: true }), field('embargo', { type: 'date' }), field('dueDate', { type: 'datetime' }), field('assetDomain', { editable: false })] },
    { name: 'Camera', kinds: ['image'], fields: [field('rating', { type: 'number' })] },
  ]

  it('that was cleared is sent as an empty text, lists too', () => {
    const before = editedOf(groups, { title: 'Old', tags: ['a'], rating: 3 })
    expect(metadataChanges(groups, before, { ...before, title: '', tags: [] })).toEqual({ title: '', tags: '' })
    expect(metadataChanges(groups, before, { ...before, rating: '5' })).toEqual({ rating: 5 })
    expect(metadataChanges(groups, before, { ...before, rating: 'five' })).toEqual({ rating: 'five' })
    expect(metadataChanges(groups, before, { ...before })).toEqual({})
  })

  it('has dates as inputs have them, and sends what they mean', () => {
    const day = Date.UTC(2026, 10, 25)
    const before = editedOf(groups, { embargo: { value: day, formatted: '2026-11-25' }, dueDate: { value: day + 3_723_000, formatted: '' } })
    expect(before).toMatchObject({ embargo: '2026-11-25', dueDate: '2026-11-25T01:02:03' })
    expect(metadataChanges(groups, before, { ...before, embargo: '2026-12-01', dueDate: '2026-11-25T02:00' })).toEqual({ embargo: '2026-12-01', dueDate: day + 7_200_000 })
  })

  it('is edited in the groups of the asset’s kind, and of what has a value', () => {
    const names = (metadata: Record<string, unknown>) => editorGroups(groups, [metadata]).map((group) => [group.name, group.fields.map((one) => one.name)])
    expect(names({ assetDomain: 'pdf' })).toEqual([['Content', ['title', 'tags', 'embargo', 'dueDate']]])
    expect(names({ assetDomain: 'image' }).map(([name]) => name)).toEqual(['Content', 'Camera'])
    expect(names({ assetDomain: 'pdf', rating: 1, odd: ['x'] }).map(([name]) => name)).toEqual(['Content', 'Camera', 'Undeclared names'])
    expect(editorGroups(groups, [{ odd: ['x'] }]).at(-1)!.fields[0]).toMatchObject({ name: 'odd', multiValue: true })
    expect(matching(groups, 'RAT').map((group) => group.name)).toEqual(['Camera'])
  })

  it('of many assets is added to, removed from or replaced', () => {
    const all = [{ title: 'A', tags: ['x', 'y'] }, { title: 'A', tags: ['x'] }].map((metadata) => editedOf(groups, metadata))
    const { values, different } = inCommon(groups, all)
    expect(values).toMatchObject({ title: 'A', tags: [] })
    expect([...different]).toEqual(['tags'])
    expect(listSpread('tags', all)).toEqual({ all: ['x'], some: ['y'] })
    const after = { ...values, tags: ['z', 'y'] }
    expect(bulkChanges(groups, values, after, {})).toEqual({ tags: '+z, +y' })
    expect(bulkChanges(groups, values, after, { tags: 'remove' })).toEqual({ tags: '-z, -y' })
    expect(bulkChanges(groups, values, after, { tags: 'replace' })).toEqual({ tags: ['z', 'y'] })
    expect(bulkChanges(groups, values, values, { tags: 'replace' })).toEqual({ tags: '' })
    expect(bulkChanges(groups, values, values, {})).toEqual({})
  })
})

describe('a filter', () => {
  it('is read from the address, and what the page fixes wins', () => {
    const query = new URLSearchParams('state=exhausted&webhook=other&tab=deliveries&code= 5xx ')
    expect(filterOf(query, { webhook: 'mine' })).toEqual({ state: 'exhausted', code: '5xx', webhook: 'mine' })
  })

  it('is narrow by more than its state', () => {
    expect(narrowed({ state: 'pending', webhook: 'mine' }, { webhook: 'mine' })).toBe(false)
    expect(narrowed({ webhook: 'mine', code: '500' }, { webhook: 'mine' })).toBe(true)
  })

  it('for text always has a beginning', () => {
    expect(bounded({ text: 'x' }, NOW).from).toBe('2026-11-24T10:00:00.000Z')
    expect(bounded({ text: 'x', from: '2026-01-01T00:00:00Z' }, NOW).from).toBe('2026-01-01T00:00:00Z')
    expect(bounded({}, NOW)).toEqual({})
  })

  it('can be said', () => {
    expect(inWords({ state: 'exhausted', code: '5xx' })).toBe('the state Failed, the status code 5xx')
    expect(inWords({ state: 'pending,missed', webhook: 'w', error: 'answer_timeout', from: '2026-11-25T10:00:00Z' }, 'Shop')).toBe(
      'the state Pending or Missed, the webhook Shop, the error “Response timed out”, a time since 2026-11-25 10:00 UTC',
    )
    expect(inWords({})).toBe('any state, to any webhook')
  })
})

describe('a delivery', () => {
  const pending = { state: 'pending' as const, attempts: 2, maxAttempts: 9, waitingFor: { reason: 'retry' as const, until: '2026-11-25T10:03:00Z' } }

  it('says when the next attempt is due', () => {
    expect(stateOf(pending, NOW).word).toBe('Retrying in 3 min.')
    const passed = { reason: 'retry' as const, until: '2026-11-25T09:00:00Z' }
    const turn = { reason: 'turn' as const, until: null }
    expect(stateOf({ ...pending, waitingFor: passed }, NOW).word).toBe('Retrying now')
    expect(stateOf({ ...pending, waitingFor: turn }, NOW).word).toBe('Retrying now')
    expect(stateOf({ ...pending, attempts: 0, waitingFor: turn }, NOW).word).toBe('Queued')
  })

  it('says what holds it', () => {
    const disabled = { reason: 'disabled' as const, until: null }
    const held = { reason: 'held' as const, until: '2026-11-25T10:00:30Z' }
    for (const attempts of [0, 2]) {
      expect(stateOf({ ...pending, attempts, waitingFor: disabled }, NOW).word).toBe('Held: webhook disabled')
      expect(stateOf({ ...pending, attempts, waitingFor: held }, NOW).word).toBe('Held by the receiver, next attempt in 30 sec.')
    }
  })

  it('of a consumer waits for a reader, who may fetch it as often as it wants to', () => {
    const fetched = { ...pending, waitingFor: { reason: 'consumer' as const, until: null } }
    expect(nextWords(fetched, NOW)).toBe('when a reader fetches it')
    expect(attemptsOf(fetched)).toBe('2')
    expect(attemptsOf(pending)).toBe('2 of 9')
    expect(succeeded({ outcome: 'acknowledged' })).toBe(true)
    expect(succeeded({ outcome: 'rejected' })).toBe(false)
  })

  it('has failed where it was given up before the last try', () => {
    expect(stateOf({ state: 'exhausted', attempts: 1, maxAttempts: 9, waitingFor: null }, NOW).word).toBe('Failed')
    expect(stateOf({ state: 'exhausted', attempts: 9, maxAttempts: 9, waitingFor: null }, NOW).word).toBe(STATE_NAMES.exhausted)
    expect(STATE_NAMES.exhausted).toBe('Failed')
  })

  it('shows its last code or what came instead of one', () => {
    expect(lastResult({ lastStatus: 503, lastError: null })).toBe('503')
    expect(lastResult({ lastStatus: null, lastError: 'answer_timeout' })).toBe('Response timed out')
    expect(lastResult({ lastStatus: null, lastError: null })).toBe('–')
  })
})

describe('health', () => {
  it('is a word and a shape, each its own', () => {
    const all = [healthOf('healthy', null), healthOf('degraded', null), healthOf('failing', null), healthOf('disabled', 'manual'), healthOf('disabled', 'failures'), healthOf('none', null)]
    expect(all.map((one) => one.word)).toEqual(['Healthy', 'Degraded', 'Failing', 'Disabled by hand', 'Disabled automatically', 'No deliveries yet'])
    expect(new Set(all.map((one) => one.shape)).size).toBe(5)
  })

  it('sorts the worst first', () => {
    expect(['none', 'healthy', 'failing', 'degraded', 'disabled'].toSorted((a, b) => badness(a) - badness(b))).toEqual(['failing', 'disabled', 'degraded', 'healthy', 'none'])
  })

  it('does not put a webhook that a user disabled among the worst', () => {
    expect(badness('disabled', 'manual')).toBeGreaterThan(badness('degraded', null))
    expect(badness('disabled', 'failures')).toBeLessThan(badness('degraded', null))
  })
})

describe('a client certificate', () => {
  const block = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`
  const [own, issuer, key] = [block('CERTIFICATE', 'b3du'), block('CERTIFICATE', 'aXNz'), block('PRIVATE KEY', 'a2V5')]

  it('is separated from a key in the same text', () => {
    expect(parted(`Bag Attributes\n${own}${key}${issuer}`)).toEqual({ certificates: own + issuer, key })
    const before = { clientCertificatePem: 'typed', clientKeyPem: '' }
    expect(taken('clientKeyPem', key + own, before)).toEqual({ clientCertificatePem: own, clientKeyPem: key })
    expect(taken('clientKeyPem', key, before)).toEqual({ clientCertificatePem: 'typed', clientKeyPem: key })
    expect(taken('clientCertificatePem', 'no PEM', before)).toEqual({ clientCertificatePem: 'no PEM', clientKeyPem: '' })
  })

  it('is warned of two weeks before it ends', () => {
    const left = (days: number) => standing({ notAfter: new Date(NOW.getTime() + days * 86_400_000).toISOString() }, NOW)
    expect([left(15), left(13), left(0), left(-1)]).toEqual(['good', 'soon', 'ended', 'ended'])
  })
})

describe('a webhook’s form', () => {
  it('sends only what was changed', () => {
    const before = emptyDraft()
    const after = { ...emptyDraft(), name: 'x', foldersAndQuery: { folders: ['/a'], query: '' } }
    expect(changes(before, after)).toEqual({ name: 'x', foldersAndQuery: { folders: ['/a'], query: '' } })
    expect(changes(before, emptyDraft())).toEqual({})
  })

  it('sends the request of the saved webhook only where nothing of it was changed', () => {
    const saved = { ...emptyDraft(), url: 'https://example.com', customHeaders: { 'X-Key': MASKED } }
    expect(sameRequest(saved, { ...structuredClone(saved), url: ' https://example.com' })).toBe(true)
    expect(sameRequest(saved, { ...saved, url: 'https://example.org' })).toBe(false)
    expect(sameRequest(saved, { ...saved, customHeaders: { 'X-Key': 'new' } })).toBe(false)
    expect(sameRequest(saved, { ...saved, timeoutSeconds: 3 })).toBe(false)
    expect(sameRequest(saved, { ...saved, signatures: ['v1a'] })).toBe(false)
    expect(sameRequest(saved, { ...saved, cloudEventsSource: 'urn:a' })).toBe(false)
  })

  it('never holds what only the server sets', () => {
    const whole = { ...emptyDraft(), id: 'x', enabled: true, secretToken: 'hidden', health: {}, warnings: [] }
    expect(Object.keys(draftOf(whole as never))).toEqual(Object.keys(emptyDraft()))
  })

  it('knows what no address is', () => {
    expect(urlProblem('')).toBe('')
    expect(urlProblem('https://example.com')).toBe('')
    expect(urlProblem('example.com')).toContain('not complete')
    expect(urlProblem('ftp://example.com')).toContain('not ftp:')
  })
})
