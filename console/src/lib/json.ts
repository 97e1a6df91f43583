/** The text indented, where it is JSON; else as it is. Numbers keep their digits. */
export function pretty(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  return indented(text)
}

/** Indents by looking at the characters only, so that nothing is rounded or reordered. */
function indented(text: string): string {
  let out = ''
  let depth = 0
  let inString = false
  const line = () => '\n' + '  '.repeat(depth)
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (inString) {
      out += c
      if (c === '\\') out += text[++i] ?? ''
      else if (c === '"') inString = false
    } else if (c === '"') {
      inString = true
      out += c
    } else if (c === '{' || c === '[') {
      const next = text.slice(i + 1).match(/^\s*([}\]])/)
      if (next) {
        out += c + next[1]
        i += next[0].length
      } else {
        depth++
        out += c + line()
      }
    } else if (c === '}' || c === ']') {
      depth--
      out += line() + c
    } else if (c === ',') {
      out += c + line()
    } else if (c === ':') {
      out += ': '
    } else if (!/\s/.test(c)) {
      out += c
    }
  }
  return out
}

export type Change = { kind: 'same' | 'removed' | 'added'; text: string }

const LINES_MAX = 2_000

/** What changed from one text to another, line by line. */
export function difference(before: string, after: string): Change[] {
  const a = before.split('\n').slice(0, LINES_MAX)
  const b = after.split('\n').slice(0, LINES_MAX)
  const longest: Uint16Array[] = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
    }
  }
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ kind: 'same', text: a[i++]! })
      j++
    } else if (i < a.length && (j >= b.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) {
      changes.push({ kind: 'removed', text: a[i++]! })
    } else {
      changes.push({ kind: 'added', text: b[j++]! })
    }
  }
  return changes
}
