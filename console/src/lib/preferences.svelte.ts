export type Theme = 'system' | 'light' | 'dark' | 'contrast'

const KEY = 'carillon.preferences'

interface Stored {
  theme: Theme
  localTime: boolean
  letterKeys: boolean
}

function stored(): Stored {
  const defaults: Stored = { theme: 'system', localTime: false, letterKeys: true }
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>) }
  } catch {
    return defaults
  }
}

/** What a user chose in this browser. */
class Preferences {
  #all = $state(stored())

  get theme(): Theme {
    return this.#all.theme
  }
  set theme(theme: Theme) {
    this.#change({ theme })
    this.apply()
  }
  get localTime(): boolean {
    return this.#all.localTime
  }
  set localTime(localTime: boolean) {
    this.#change({ localTime })
  }
  get letterKeys(): boolean {
    return this.#all.letterKeys
  }
  set letterKeys(letterKeys: boolean) {
    this.#change({ letterKeys })
  }

  apply(): void {
    if (this.#all.theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.#all.theme
  }

  #change(changes: Partial<Stored>): void {
    this.#all = { ...this.#all, ...changes }
    localStorage.setItem(KEY, JSON.stringify(this.#all))
  }
}

export const preferences = new Preferences()
