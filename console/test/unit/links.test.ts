import { describe, expect, it } from 'vitest'
import { pieces } from '../../src/lib/links'
import { assetsOf } from '../../src/audit/words'

const links = (text: string) => pieces(text).flatMap(({ href }) => (href ? [href] : []))

describe('addresses in a plain text', () => {
  it('are links, and all of the text stays as it was', () => {
    const text = 'See https://example.com/a?b=1#c, and (http://example.com/x_(y)). <b>No</b> markup\n'
    expect(links(text)).toEqual(['https://example.com/a?b=1#c', 'http://example.com/x_(y)'])
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text)
  })

  it.each([
    ['another scheme', 'javascript:alert(1) data:text/html,x ftp://example.com file:///etc/passwd'],
    ['a user in front of the host', 'https://bank.example@evil.example/'],
    ['no host', 'https:// http://. https://)'],
    ['words without a scheme', 'example.com www.example.com'],
  ])('are none with %s', (_, text) => {
    expect(links(text)).toEqual([])
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text)
  })

  it('end before markup, and before what turns the direction of writing', () => {
    expect(links('"https://example.com/a"><img src=x>')).toEqual(['https://example.com/a'])
    expect(links('https://example.com/\u202Egpj.exe')).toEqual(['https://example.com/'])
  })

  it('are found in a long text in no time', () => {
    const began = performance.now()
    pieces('https://'.repeat(1_250))
    pieces(`https://example.com/${')'.repeat(9_900)}x`)
    expect(performance.now() - began).toBeLessThan(500)
  })
})

describe('the assets of an audit entry', () => {
  const id = '2n-UzMFgate9nAwg8zLXCs'
  it.each([
    ['one', id, [id]],
    ['several, of which the last is cut', `${id},${id},2n-Uz`, [id, id]],
    ['a path', '/Demo Zone/a.jpg', []],
    ['nothing', '', []],
  ])('are those that it names by their ids: %s', (_, object, ids) => {
    expect(assetsOf({ type: 'asset', id: object, name: '' })).toEqual(ids)
  })
})
