import { beforeAll, expect, it, vi } from 'vitest'

const asked: string[] = []
let statuses: Record<string, number> = {}

beforeAll(() => {
  vi.stubGlobal('localStorage', { getItem: () => 'proof', setItem: () => {}, removeItem: () => {} })
  vi.stubGlobal('fetch', (url: string) => {
    const id = url.slice(url.lastIndexOf('/') + 1)
    asked.push(id)
    return Promise.resolve(new Response(null, { status: statuses[id] ?? 204 }))
  })
})

it('one that is gone already does not keep the others from being deleted for good', async () => {
  const { remove } = await import('../../src/api/trash')
  statuses = { two: 404 }
  expect(await remove(['one', 'two', 'three'])).toBe(2)
  expect(asked).toEqual(['one', 'two', 'three'])
})

it('what else goes wrong is told', async () => {
  const { remove } = await import('../../src/api/trash')
  statuses = { two: 503 }
  await expect(remove(['one', 'two', 'three'])).rejects.toMatchObject({ status: 503 })
})
