/** The address is the truth: path, filters, tab and selection are read from it. */
class Route {
  #url = $state.raw(new URL(location.href))

  get path(): string {
    return this.#url.pathname.replace(/(.)\/+$/, '$1')
  }

  get query(): URLSearchParams {
    return this.#url.searchParams
  }

  get here(): string {
    return this.#url.pathname + this.#url.search
  }

  read(): void {
    this.#url = new URL(location.href)
  }

  param(name: string, otherwise = ''): string {
    return this.#url.searchParams.get(name) ?? otherwise
  }
}

export const route = new Route()

export function go(to: string, how: { replace?: boolean; keepScroll?: boolean } = {}): void {
  if (to === route.here) return
  const pathChanged = new URL(to, location.href).pathname !== location.pathname
  history[how.replace ? 'replaceState' : 'pushState'](null, '', to)
  route.read()
  if (pathChanged && !how.keepScroll) {
    scrollTo(0, 0)
    // a new page: what is read aloud next begins at its content
    requestAnimationFrame(() => document.getElementById('content')?.focus({ preventScroll: true }))
  }
}

/** The address with some parameters changed; empty ones are left out. */
export function changed(changes: Record<string, string | null>, base = route.here): string {
  const url = new URL(base, location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value)
    else url.searchParams.delete(name)
  }
  return url.pathname + url.search
}

export function setParams(changes: Record<string, string | null>, how: { replace?: boolean } = {}): void {
  go(changed(changes), { ...how, keepScroll: true })
}

const OURS = /^\/(console(\/.*)?)?$/

/** Follows links between our pages without loading them anew. */
export function startRouter(): void {
  addEventListener('popstate', () => route.read())
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const anchor = (event.target as Element).closest('a')
    if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return
    if (!OURS.test(anchor.pathname) || anchor.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    go(anchor.pathname + anchor.search)
  })
}
