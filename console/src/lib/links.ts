/** A part of a text: words, or an address that can be opened. */
export interface Piece {
  text: string
  href?: string
}

/** Not what turns the direction of writing: an address must read as it is opened. */
const ADDRESS = /https?:\/\/[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu
const ENDS = '.,;:!?])}'

/** Where it leads; null where it is no address, or one that could mislead: with a user in front. */
function target(text: string): string | null {
  try {
    const url = new URL(text)
    return (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password ? url.href : null
  } catch {
    return null
  }
}

/** Without what ends the sentence around it; a bracket that was opened in it belongs to it. */
function trimmed(found: string): string {
  let end = found.length
  while (end > 0 && ENDS.includes(found[end - 1]!)) end--
  const text = found.slice(0, end)
  return found[end] === ')' && text.split('(').length > text.split(')').length ? `${text})` : text
}

/** A plain text in pieces, of which addresses of http and https are links. */
export function pieces(text: string): Piece[] {
  const all: Piece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0])
    const href = target(address)
    if (!href) continue
    if (match.index > from) all.push({ text: text.slice(from, match.index) })
    all.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < text.length) all.push({ text: text.slice(from) })
  return all
}
