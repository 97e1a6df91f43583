import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Token } from '../../src/api/tokens'
import { actionWords, filterOf, members, pageOf } from '../../src/audit/words'
import { listAddress, neighboursOf, remember } from '../../src/deliveries/neighbours'
import { program } from '../../src/lib/userAgent'
import { FieldErrors } from '../../src/lib/fieldErrors'
import { scopesOf, standing } from '../../src/tokens/words'
import { permissionText } from '../../src/users/words'

beforeAll(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) })
})

const NOW = new Date('2026-11-26T10:00:00Z')
const token = (more: Partial<Token>): Token => ({ id: 't', name: 'n', username: 'ada', scopes: [], prefix: 'crl_a…', createdAt: '2026-11-01T00:00:00Z', expiresAt: null, lastUsedAt: null, lastUsedFrom: null, revokedAt: null, paired: false, ...more })

describe('an API token', () => {
  it.each([
    [{}, 'good'],
    [{ expiresAt: '2026-12-26T10:00:00Z' }, 'good'],
    [{ expiresAt: '2026-12-03T09:59:59Z' }, 'soon'],
    [{ expiresAt: '2026-12-03T10:00:00Z' }, 'good'],
    [{ expiresAt: '2026-11-26T10:00:00Z' }, 'ended'],
    [{ expiresAt: '2026-11-20T00:00:00Z', revokedAt: '2026-11-19T00:00:00Z' }, 'revoked'],
  ])('with %j is %s', (more, word) => {
    expect(standing(token(more), NOW)).toBe(word)
  })

  it('has a scope for each area in which it may do something', () => {
    expect(scopesOf({ assets: 'read', webhooks: 'none', admin: 'write' })).toEqual(['assets:read', 'admin:write'])
  })
})

describe('an entry of the audit log', () => {
  it.each([
    ['createWebhook', 'Create webhook'],
    ['updateWebhookByPut', 'Update webhook'],
    ['revealSecret', 'Reveal secret'],
    ['checkUrl', 'Check URL'],
  ])('about %s is called "%s"', (action, words) => {
    expect(actionWords(action)).toBe(words)
  })

  it('shows each changed field once, with what it was and what it is', () => {
    expect(members({ before: { name: 'a', gone: 1 }, after: { name: 'b', added: { x: true } } })).toEqual([
      { name: 'name', before: 'a', after: 'b' },
      { name: 'gone', before: '1', after: null },
      { name: 'added', before: null, after: '{\n  "x": true\n}' },
    ])
    expect(members({ before: null, after: null })).toEqual([])
  })

  it('leads to the page of what it is about, whatever its name', () => {
    expect(pageOf({ type: 'user', id: 'a/../b?', name: '' })).toBe('/console/users/a%2F..%2Fb%3F')
    expect(pageOf({ type: 'event', id: 'a', name: '' })).toBe('/console/events/a')
    expect(pageOf({ type: 'webhook', id: '', name: 'x' })).toBeNull()
    expect(pageOf({ type: 'something', id: 'x', name: 'x' })).toBeNull()
    expect(pageOf(null)).toBeNull()
  })

  it('is filtered by what the address names, and by nothing else', () => {
    expect(filterOf(new URLSearchParams('actor= ada &result=refused&tab=history&from='))).toEqual({ actor: 'ada', result: 'refused' })
  })
})

describe('the deliveries beside one', () => {
  it('are those of the list that was seen last', () => {
    expect(neighboursOf('b')).toBeNull()
    remember(['a', 'b', 'c'], '/console/deliveries?state=exhausted')
    expect(neighboursOf('b')).toEqual({ before: 'a', after: 'c', place: 2, count: 3 })
    expect(neighboursOf('a')).toMatchObject({ before: null, after: 'b' })
    expect(neighboursOf('c')).toMatchObject({ before: 'b', after: null })
    expect(neighboursOf('d')).toBeNull()
    expect(listAddress()).toBe('/console/deliveries?state=exhausted')
  })
})

describe('saved views', () => {
  it('keep filters and order in one order, and nothing of the page', async () => {
    const { queryOf } = await import('../../src/deliveries/views.svelte')
    expect(queryOf(new URLSearchParams('live=off&type=asset_*&state=exhausted&order=oldest&cursor=x&code='))).toBe('state=exhausted&type=asset_*&order=oldest')
  })

  it('replace one of the same name, and are there again after a reload', async () => {
    const { views } = await import('../../src/deliveries/views.svelte')
    views.save({ name: 'Mine', query: 'state=exhausted' })
    views.save({ name: 'Mine', query: 'state=pending' })
    expect(views.all).toEqual([{ name: 'Mine', query: 'state=pending' }])
    vi.resetModules()
    expect((await import('../../src/deliveries/views.svelte')).views.all).toEqual([{ name: 'Mine', query: 'state=pending' }])
  })
})

describe('the program of a session', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
    ['curl/8.5.0', 'curl'],
    ['', 'Unknown program'],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ])('%s is "%s"', (agent, words) => {
    expect(program(agent)).toBe(words)
  })
})

describe('forms', () => {
  it('give the server’s message to its field, and show every other', async () => {
    const { ApiError } = await import('../../src/api/http')
    const fieldErrors = new FieldErrors(new ApiError(400, 'BadRequest', "'email' is 'x', but must be …"), ['email', 'fullName'])
    expect([fieldErrors.at('email'), fieldErrors.at('fullName'), fieldErrors.elsewhere]).toEqual(["'email' is 'x', but must be …", '', ''])
    expect(new FieldErrors(new ApiError(409, 'Conflict', 'The last super user stays', 'r-1'), ['email']).elsewhere).toBe('The last super user stays (request r-1)')
    expect(new FieldErrors(null, ['email']).elsewhere).toBe('')
  })

  it('write permissions as letters in their places', () => {
    expect(permissionText(new Set(['P', 'V', 'C']))).toBe('VP-----C-')
  })
})
