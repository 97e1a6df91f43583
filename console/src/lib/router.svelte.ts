import { unsaved } from './unsaved.svelte'

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

const whole = (address: string) => new URL(address, location.href)

/** Goes there; where that closes a form with unsaved changes, after a question, unless it is sure already. */
export function go(to: string, how: { replace?: boolean; keepScroll?: boolean; sure?: boolean } = {}): void {
  if (to === route.here) return
  if (!how.sure && unsaved.closes(whole(route.here), whole(to))) {
    unsaved.leaving = () => go(to, { ...how, sure: true })
    return
  }
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

export function setParams(changes: Record<string, string | null>, how: { replace?: boolean; sure?: boolean } = {}): void {
  go(changed(changes), { ...how, keepScroll: true })
}

const CONSOLE_PATHS = /^\/(console(\/.*)?)?$/

/** Follows links between the console's pages without loading them again. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    const to = location.pathname + location.search
    if (unsaved.closes(whole(route.here), whole(to))) {
      // the browser has moved already: back to the form, until the user has decided
      history.pushState(null, '', route.here)
      unsaved.leaving = () => go(to, { sure: true })
    } else route.read()
  })
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const anchor = (event.target as Element).closest('a')
    if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return
    if (!CONSOLE_PATHS.test(anchor.pathname) || anchor.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    go(anchor.pathname + anchor.search)
  })
}
