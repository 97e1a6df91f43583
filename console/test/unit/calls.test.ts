import { beforeAll, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { ResponseOf, StreamItems, UploadFields } from '../../src/api/calls'

const asked: { method: string; url: string; body: unknown; headers: Record<string, string> }[] = []

beforeAll(() => {
  vi.stubGlobal('localStorage', { getItem: () => 'proof', setItem: () => {}, removeItem: () => {} })
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ method: init.method ?? '', url, body: init.body, headers: init.headers as Record<string, string> })
    return Promise.resolve(new Response('{"items":[],"next":null}', { headers: { 'Content-Type': 'application/json' } }))
  })
})
beforeEach(() => void asked.splice(0))

const calls = () => import('../../src/api/calls')

describe('a call', () => {
  it('fills in the path, escaped, and asks with the query', async () => {
    const { get, put } = await calls()
    await get('/api/deliveries', { query: { webhook: 'a&b', cursor: undefined, limit: 5 } })
    await put('/api/groups/{id}/members/{username}', { path: { id: 'g', username: 'anna/../bell?' } })
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/deliveries?webhook=a%26b&limit=5', 'PUT /api/groups/g/members/anna%2F..%2Fbell%3F'])
    expect(asked[1]!.headers['X-CSRF-TOKEN']).toBe('proof')
  })

  it('sends JSON, or a form to /services', async () => {
    const { post, service } = await calls()
    await post('/api/groups', { json: { name: 'Press' } })
    await service('/services/move', { source: '/a', target: '/b c' })
    expect(asked.map(({ body }) => body)).toEqual(['{"name":"Press"}', 'source=%2Fa&target=%2Fb+c'])
  })

  it('that the server does not describe is no program', async () => {
    const { get, post, service } = await calls()
    // never called: each line is an error of types, and would be an unused mark if it were none
    const wrong = () => [
      // @ts-expect-error no such path
      get('/api/deliverys'),
      // @ts-expect-error no such method there
      post('/api/deliveries'),
      // @ts-expect-error no such parameter
      get('/api/deliveries', { query: { webook: 'a' } }),
      // @ts-expect-error a number is wanted
      get('/api/deliveries', { query: { limit: 'many' } }),
      // @ts-expect-error it takes no parameter
      get('/api/groups/{id}', { path: { id: '' }, query: { text: '' } }),
      // @ts-expect-error the variable is missing
      get('/api/groups/{id}'),
      // @ts-expect-error the body lacks a name
      post('/api/groups', { json: { description: '' } }),
      // @ts-expect-error the body says too much
      post('/api/groups', { json: { name: '', colour: 'red' } }),
      // @ts-expect-error no such field of the form
      service('/services/move', { from: '/a', target: '/b' }),
    ]
    expect(wrong).toBeTypeOf('function')
    expectTypeOf<ResponseOf<'/api/groups/{id}', 'get'>>().toEqualTypeOf<{
      id: string
      name: string
      description: string
      licence: '' | 'pro' | 'api' | 'standard' | 'basic'
      members: string[]
    }>()
  })

  it('that streams or takes a file is described too', async () => {
    const { follow } = await import('../../src/api/live')
    const on = { item: () => {}, state: () => {}, poll: () => {} }
    const wrong = () => [
      // @ts-expect-error no stream
      follow('/api/deliveries', {}, 'delivery', on),
      // @ts-expect-error no such parameter
      follow('/api/streams/deliveries', { webook: '' }, 'delivery', on),
      // @ts-expect-error the stream has no items of this kind
      follow('/api/streams/events', {}, 'delivery', on),
      // @ts-expect-error an item has no such field
      follow('/api/streams/deliveries', {}, 'delivery', { ...on, item: (item) => item.status }),
    ]
    expect(wrong).toBeTypeOf('function')
    expectTypeOf<StreamItems<'/api/streams/deliveries'>['skipped']>().toEqualTypeOf<{ count: number }>()
    expectTypeOf<UploadFields<'/services/create'>>().toHaveProperty('folderPath')
    expectTypeOf<UploadFields<'/services/create'>>().not.toHaveProperty('folder')
    expectTypeOf<UploadFields<'/services/create'>>().not.toHaveProperty('Filedata')
  })
})
