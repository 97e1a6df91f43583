import { beforeAll, describe, expect, it, vi } from 'vitest'

beforeAll(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} })
})

const http = () => import('../../src/api/http')

describe('errors', () => {
  it('are known by their body even with status 200, which /services may send', async () => {
    const { problem } = await http()
    const error = problem(200, { errorcode: 404, errorname: 'NotFound', message: 'There is no webhook' })
    expect(error).toMatchObject({ status: 404, code: 'NotFound', message: 'There is no webhook' })
    expect(problem(200, { id: 'x' })).toBeNull()
    expect(problem(200, null)).toBeNull()
    expect(problem(502, null)?.message).toBe('The server returned status 502.')
  })

  it('name the field they are about, lists and inner fields too', async () => {
    const { ApiError } = await http()
    const at = (message: string) => new ApiError(400, 'BadRequest', message).field
    expect(at("'url' is 'x', but must be an http or https URL")).toBe('url')
    expect(at("'eventTypes[2]' is 'y', but must be one of …")).toBe('eventTypes')
    expect(at("'foldersAndQuery.query' is '(', but must be …")).toBe('foldersAndQuery.query')
    expect(at('Something else')).toBeNull()
  })

  it('carry the request’s id where the server sends it', async () => {
    const { problem } = await http()
    expect(problem(500, { errorcode: 500, errorname: 'InternalError', message: 'Something went wrong on the server (request a-B_9)' })?.requestId).toBe('a-B_9')
    expect(problem(500, { errorcode: 500, errorname: 'X', message: 'y', requestId: 'z' })?.requestId).toBe('z')
  })

  it('mean the end of the session only where they say so', async () => {
    const { ApiError, sessionEnded } = await http()
    expect(sessionEnded(new ApiError(401, 'NotLoggedIn', 'Not logged in'))).toBe(true)
    expect(sessionEnded(new ApiError(403, 'Forbidden', 'The header X-CSRF-TOKEN is missing'))).toBe(true)
    expect(sessionEnded(new ApiError(403, 'Forbidden', 'This needs the super-user capability'))).toBe(false)
  })
})

describe('addresses', () => {
  it('leave out what is empty and escape the rest', async () => {
    const { withQuery } = await http()
    expect(withQuery('/a', { q: '', b: null, c: undefined, d: 0, e: 'x&y z' })).toBe('/a?d=0&e=x%26y+z')
    expect(withQuery('/a', {})).toBe('/a')
  })
})

describe('a throttled login', () => {
  it('says how long to wait', async () => {
    const { waitOf } = await import('../../src/api/session')
    expect(waitOf('Too many failed logins; retry in 32 s')).toBe(32)
    expect(waitOf('The user name or the password is wrong')).toBe(0)
  })
})
