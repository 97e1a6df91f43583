import { render } from 'svelte/server'
import { expect, it } from 'vitest'
import RetryTable from '../../src/explain/RetryTable.svelte'

it('shows each planned attempt with its date, though all of them are to come', () => {
  const schedule = {
    webhook: null,
    from: '2099-01-01T00:00:00.000Z',
    retries: 2,
    attempts: [
      { number: 1, at: '2099-01-01T00:00:00.000Z', earliest: '2099-01-01T00:00:00.000Z', latest: '2099-01-01T00:00:00.000Z', waitSeconds: 0 },
      { number: 2, at: '2099-01-01T00:00:30.000Z', earliest: '2099-01-01T00:00:30.000Z', latest: '2099-01-01T00:00:30.000Z', waitSeconds: 30 },
      { number: 3, at: '2099-01-03T00:00:30.000Z', earliest: '2099-01-03T00:00:30.000Z', latest: '2099-01-03T00:00:30.000Z', waitSeconds: 172_800 },
    ],
    jitter: 0.1,
  }

  const { body } = render(RetryTable, { props: { schedule } })

  const cells = [...body.matchAll(/<time[^>]*>([^<]*)<\/time>/g)].map((cell) => cell[1])
  expect(cells).toEqual(['2099-01-01 00:00:00.000 UTC', '2099-01-01 00:00:30.000 UTC', '2099-01-03 00:00:30.000 UTC'])
  expect(body).toContain('up to 10 % longer or shorter')
})
