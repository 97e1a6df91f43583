import { describe, expect, it } from 'vitest'
import type { SavedSearch } from '../../src/api/savedSearches'
import { builtOf, operators, queryText, type Condition } from '../../src/assets/conditions'
import { undeclared } from '../../src/assets/fields'
import { addressOf, isShown, settingsOf } from '../../src/assets/savedSearches.svelte'

describe('a built query', () => {
  const lines: [Condition, string][] = [
    [{ field: 'status', operator: 'is', value: 'Final "A"' }, 'status:"Final \\"A\\""'],
    [{ field: 'status', operator: 'not', value: 'Draft' }, '(*:* NOT status:"Draft")'],
    [{ field: 'title', operator: 'words', value: 'clock (old) tower' }, 'title:(clock \\(old\\) tower)'],
    [{ field: 'name', operator: 'begins', value: 'DSC 12*' }, 'name:DSC\\ 12\\**'],
    [{ field: 'rating', operator: 'from', value: '3' }, 'rating:[3 TO *]'],
    [{ field: 'cf_embargo', operator: 'until', value: '2027-03-01' }, 'cf_embargo:[* TO 2027-03-01]'],
    [{ field: 'assetCreated', operator: 'within', value: '7' }, 'assetCreated:[NOW-7DAYS TO NOW]'],
    [{ field: 'tags', operator: 'filled', value: '' }, 'tags:*'],
    [{ field: 'tags', operator: 'empty', value: '' }, '(*:* NOT tags:*)'],
  ]

  it('is written in the query language, and read back', () => {
    for (const [condition, text] of lines) {
      expect(queryText({ join: 'AND', conditions: [condition] })).toBe(text)
      expect(builtOf(text)).toEqual({ join: 'AND', conditions: [condition] })
    }
    const all = { join: 'OR' as const, conditions: lines.map(([condition]) => condition) }
    expect(builtOf(queryText(all))).toEqual(all)
  })

  it('leaves out lines that are not complete', () => {
    expect(queryText({ join: 'AND', conditions: [{ field: '', operator: 'is', value: 'x' }, { field: 'tags', operator: 'is', value: ' ' }, lines[4]![0]] })).toBe('rating:[3 TO *]')
  })

  it('is not read from what people write themselves', () => {
    for (const text of ['clock', 'status:Final', 'tags:* AND clock', 'tags:* AND title:* OR name:*', '(tags:*)', 'status:"open']) expect(builtOf(text)).toBeNull()
  })

  it('asks of a field what its type can answer', () => {
    expect(operators({ ...undeclared('a'), type: 'datetime' })).toContain('within')
    expect(operators({ ...undeclared('a'), type: 'choice' })).not.toContain('begins')
    expect(operators(undefined)).toContain('words')
  })
})

describe('a saved search', () => {
  const saved = (search: SavedSearch['search']): SavedSearch => ({ id: 'a', name: 'A', owner: 'ada', own: true, shared: false, search, createdAt: '', modifiedAt: '' })

  it('has all that its address had, and is known again', () => {
    const address = new URLSearchParams('q=clock&folder=/Demo&sort=name-asc&view=list&f.status=Final&f.tags=a,b&asset=x&sel=y')
    const search = settingsOf(address, ['status', 'tags'], ['rating'])
    expect(search).toEqual({ q: 'clock', folder: '/Demo', sort: 'name-asc', view: 'list', selections: { status: 'Final', tags: 'a,b' }, facets: ['status', 'tags'], columns: ['rating'] })
    const shown = new URL(addressOf(saved(search)), 'http://a').searchParams
    expect(settingsOf(shown, shown.get('facets')!.split(','), shown.get('columns')!.split(','))).toEqual(search)
    expect(isShown(saved(search), shown)).toBe(true)
    shown.set('asset', 'opened')
    expect(isShown(saved(search), shown)).toBe(true)
    shown.set('f.status', 'Draft')
    expect(isShown(saved(search), shown)).toBe(false)
  })
})
