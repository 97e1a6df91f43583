import { expect, it } from 'vitest'
import { doneWord, kindName } from '../../src/deliveries/jobWords'

it('names what jobs about assets do, and what became of them', () => {
  expect(kindName('transfer')).toBe('Move or copy assets')
  expect(kindName('remove')).toBe('Remove assets')
  expect(kindName('new_kind-of')).toBe('New kind of')
  expect(['update', 'transfer', 'remove'].map(doneWord)).toEqual(['Done', 'Done', 'Done'])
  expect(['resend', 'recover', 'cancel'].map(doneWord)).toEqual(['Queued', 'Queued', 'Cancelled'])
})
