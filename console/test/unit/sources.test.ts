import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERROR_CLASSES } from '../../src/lib/errors'

const SOURCES = join(import.meta.dirname, '../../src')
const ERRORS = join(import.meta.dirname, '../../../hooks/src/main/java/dev/carillon/hooks/delivery/ErrorClass.java')
const components = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'))

describe('the sources', () => {
  it.each([
    ['a style attribute, which the policy of the pages forbids', /\sstyle\s*=\s*["'{]/],
    ['markup from text, which could be a stranger’s', /\{@html\b/],
  ])('have nowhere %s', (_, forbidden) => {
    expect(components.length).toBeGreaterThan(30)
    expect(components.filter((name) => forbidden.test(readFileSync(join(SOURCES, name), 'utf8')))).toEqual([])
  })

  it('know exactly the server’s error classes', () => {
    const names = [...readFileSync(ERRORS, 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+)[,;]$/gm)].map((match) => match[1]!.toLowerCase())
    expect(names).toContain('connect_refused')
    expect([...ERROR_CLASSES]).toEqual(names)
  })
})
