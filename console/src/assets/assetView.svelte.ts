const KEY = 'carillon.assetView'

export const SIZES = ['small', 'medium', 'large'] as const
export type Size = (typeof SIZES)[number]
export const FACETS: readonly string[] = ['assetDomain', 'extension', 'status', 'tags']
export const COLUMNS: readonly string[] = ['folderPath', 'status', 'fileSize', 'assetModified']
/** So many facets or columns at most. */
export const FIELDS_MAX = 8

interface Stored {
  facets: readonly string[]
  columns: readonly string[]
  size: Size
}

const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.length <= FIELDS_MAX && value.every((one) => typeof one === 'string')

function stored(): Stored {
  const defaults: Stored = { facets: FACETS, columns: COLUMNS, size: 'medium' }
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>
    return {
      facets: isNames(read.facets) ? read.facets : defaults.facets,
      columns: isNames(read.columns) ? read.columns : defaults.columns,
      size: SIZES.find((size) => size === read.size) ?? defaults.size,
    }
  } catch {
    return defaults
  }
}

/** How a user wants to see assets, in this browser. */
class AssetView {
  #all = $state.raw(stored())

  get facets(): readonly string[] {
    return this.#all.facets
  }

  get columns(): readonly string[] {
    return this.#all.columns
  }

  get size(): Size {
    return this.#all.size
  }

  set(changes: Partial<Stored>): void {
    this.#all = { ...this.#all, ...changes }
    localStorage.setItem(KEY, JSON.stringify(this.#all))
  }
}

export const assetView = new AssetView()
