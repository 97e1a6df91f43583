const KEY = 'carillon.recentSearches'
const KEPT_MAX = 5

function stored(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(read) ? read.filter((one) => typeof one === 'string').slice(0, KEPT_MAX) : []
  } catch {
    return []
  }
}

/** What the user searched for last, in this browser. */
class RecentSearches {
  all = $state.raw(stored())

  add(text: string): void {
    if (!text) return
    this.all = [text, ...this.all.filter((one) => one !== text)].slice(0, KEPT_MAX)
    localStorage.setItem(KEY, JSON.stringify(this.all))
  }
}

export const recentSearches = new RecentSearches()
