import { beforeEach, expect, it, vi } from 'vitest'
import type { Hit } from '../../src/api/assets'
import { toasts } from '../../src/lib/toasts.svelte'

const asked: string[] = []
let errorCount = 0

beforeEach(() => {
  asked.length = 0
  toasts.all = []
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', { getItem: () => 'proof', setItem: () => {}, removeItem: () => {} })
  vi.stubGlobal('fetch', (url: string, { body }: { body: unknown }) => {
    asked.push(`${url} ${decodeURIComponent(String(body))}`)
    return Promise.resolve(Response.json({ processedCount: 1, errorCount, totalHits: 1, hits: [{ id: 'one', metadata: { assetPath: '/b/one.txt', filename: 'one.txt' } }] }))
  })
  return () => vi.useRealTimers()
})

it('a folder that was not moved or copied whole is not said to be, and has no way back', async () => {
  const { transferFolder } = await import('../../src/assets/transfers')
  errorCount = 2
  for (const what of ['move', 'copy'] as const) {
    await expect(transferFolder(what, '/a', '/b/a', () => {})).rejects.toThrow('2 items could not be')
  }
  expect(toasts.all).toEqual([])
})

it('a folder that was moved can be moved back, one that was copied cannot', async () => {
  const { transferFolder } = await import('../../src/assets/transfers')
  errorCount = 0
  const back = vi.fn()
  await transferFolder('copy', '/a', '/b/a', back)
  expect(toasts.all.map(({ text, undo }) => [text, Boolean(undo)])).toEqual([['/a copied to /b', false]])
  await transferFolder('move', '/a', '/c/a', back)
  toasts.all.at(-1)!.undo!()
  await vi.waitFor(() => expect(back).toHaveBeenCalledWith('/c/a', '/a'))
  expect(asked.map((one) => one.match(/services\/(\w+)/)![1])).toEqual(['copy', 'move', 'move'])
  expect(asked.at(-1)).toContain('source=/c/a&target=/a')
})

it('assets that were moved back are read again, and only then', async () => {
  const { transfer } = await import('../../src/assets/transfers')
  errorCount = 0
  const back = vi.fn()
  await transfer('move', [{ id: 'one', metadata: { assetPath: '/a/one.txt', filename: 'one.txt' } } as unknown as Hit], '/b', back)
  expect(back).not.toHaveBeenCalled()
  toasts.all.at(-1)!.undo!()
  await vi.waitFor(() => expect(back).toHaveBeenCalledOnce())
  expect(asked.at(-1)).toContain('source=/b/one.txt&target=/a/one.txt')
})
