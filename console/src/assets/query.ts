/** What a folder, a text and filters mean in the query language. */
export function queryOf(folder: string, text: string): string {
  const place = folder === '/' ? '' : `${text ? 'ancestorPaths' : 'folderPath'}:"${folder.replaceAll(/["\\]/g, '\\$&')}"`
  // the text is the user's own query: what was asked for as a whole stays a whole
  const words = text.trim() ? (place ? `(${text.trim()})` : text.trim()) : ''
  return [place, words].filter(Boolean).join(' AND ')
}

/** "/a/b" as its parts with their paths: "/", "/a", "/a/b". */
export function crumbs(folder: string): { name: string; path: string }[] {
  const parts = folder.split('/').filter(Boolean)
  return [{ name: 'All assets', path: '/' }, ...parts.map((name, index) => ({ name, path: '/' + parts.slice(0, index + 1).join('/') }))]
}

/** The ids from one to another in their order, for a click with Shift. */
export function range(ids: string[], from: string, to: string): string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)]
  if (a < 0 || b < 0) return [to]
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}

export const unique = (all: readonly string[]): string[] => [...new Set(all)]

/** What a list with commas names, each once. */
export const names = (list: string): string[] => unique(list.split(',').filter(Boolean))
