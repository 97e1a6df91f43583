import { beforeAll, expect, it, vi } from 'vitest'

const sent: { revision: number; rules: { name: string }[] }[] = []

beforeAll(() => {
  vi.stubGlobal('localStorage', { getItem: () => 'proof', setItem: () => {}, removeItem: () => {} })
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string))
    return Promise.resolve(new Response('{}', { headers: { 'Content-Type': 'application/json' } }))
  })
})

const rule = (name: string) => ({ name, when: 'diskReserve' as const, channels: ['ops'], enabled: true })

it('a change of alerts names the revision that it was made of', async () => {
  const { replaced, save } = await import('../../src/api/alerts')
  const opened = { revision: 4, digestMinutes: 15, rules: [rule('disks'), rule('others')], channels: [] }
  await save(opened, { rules: replaced(opened.rules, opened.rules[0], rule('renamed'), 'rule') })
  expect(sent).toEqual([{ ...opened, rules: [rule('renamed'), rule('others')] }])
})

it('a rule that is gone is not changed silently', async () => {
  const { replaced } = await import('../../src/api/alerts')
  expect(() => replaced([rule('others')], rule('disks'), rule('renamed'), 'rule')).toThrow('The rule disks no longer exists')
  expect(replaced([rule('others')], undefined, rule('new'), 'rule')).toHaveLength(2)
})

it('the newest events of an asset come first, of however many', async () => {
  const { eventsOf } = await import('../../src/api/explain')
  const all = Array.from({ length: 450 }, (_, n) => ({ id: `${n}` }))
  vi.stubGlobal('fetch', (url: string) => {
    const after = Number(new URL(url, 'http://localhost').searchParams.get('after') ?? 0)
    const items = all.slice(after, after + 200)
    return Promise.resolve(new Response(JSON.stringify({ items, next: `${after + items.length}` }), { headers: { 'Content-Type': 'application/json' } }))
  })
  const found = await eventsOf('asset')
  expect([found.length, found[0]!.id, found.at(-1)!.id]).toEqual([200, '449', '250'])
})
