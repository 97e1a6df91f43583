const KEY = 'carillon.fieldGroups'
const FIRST = 3

function stored(): Record<string, boolean> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof read === 'object' && read !== null ? (read as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}

/** Which groups of fields the user opened or closed, in this browser. */
class OpenGroups {
  #chosen = $state.raw(stored())

  /** Whether a group is open; the first ones are, until the user closes them. */
  has(name: string, index: number): boolean {
    return this.#chosen[name] ?? index < FIRST
  }

  set(name: string, open: boolean): void {
    if (this.#chosen[name] === open) return
    this.#chosen = { ...this.#chosen, [name]: open }
    localStorage.setItem(KEY, JSON.stringify(this.#chosen))
  }
}

export const openGroups = new OpenGroups()
