/** What the Tab key leads to. */
const STOPS = ':is(a[href], button, input, select, textarea, summary, audio, video, [tabindex]):not([tabindex="-1"], :disabled)'
/** What stands in these has nothing to do with what stood beside it. */
const APART = 'body, #app, main, dialog, .toasts, :has(> main)'
/** A button is disabled for a moment while it works. */
const DISABLED_MS = 600
const REMEMBERED = 20

interface Place {
  parent: Element
  index: number
  /** Which of the stops in its list item or row it is. */
  rank: number
}

let last: HTMLElement | null = null
let places: Place[] = []
/** What had the focus, the latest first. */
let before: HTMLElement[] = []
let byPointer = false
/** Tab was pressed, and nothing got the focus by it yet. */
let leaving = false
let looking = false

const stopsIn = (element: Element) => [...(element.matches(STOPS) ? [element] : []), ...element.querySelectorAll(STOPS)] as HTMLElement[]

function placesOf(element: Element): Place[] {
  const found: Place[] = []
  for (let node = element, parent = node.parentElement; parent && !parent.matches(APART); node = parent, parent = node.parentElement) {
    found.push({ parent, index: [...parent.children].indexOf(node), rank: node.matches('li, tr') ? Math.max(0, stopsIn(node).indexOf(element as HTMLElement)) : 0 })
  }
  return found
}

function remember(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return
  leaving = false
  last = event.target
  places = placesOf(last)
  before = [last, ...before.filter((one) => one !== last && one.isConnected)].slice(0, REMEMBERED)
}

/** What stands where it stood: what followed it, else what came before. */
function neighbours(): HTMLElement[] {
  return places
    .filter(({ parent }) => parent.isConnected)
    .flatMap(({ parent, index, rank }) => {
      const children = [...parent.children]
      return [...children.slice(index), ...children.slice(0, index).toReversed()].flatMap((child) => {
        const stops = stopsIn(child)
        return stops[Math.min(rank, stops.length - 1)] ?? []
      })
    })
}

function give(): void {
  const all = [...(last?.isConnected ? [last] : []), ...neighbours(), ...before, document.getElementById('content')]
  for (const one of all) {
    // what was scrolled out of sight does not bring itself back
    one?.focus({ preventScroll: true })
    if (one && document.activeElement === one) return
  }
}

const lost = () => document.activeElement === document.body || (document.activeElement === last && last?.matches(':disabled'))
/** Who goes on with Tab goes on from there, and who uses the pointer needs no focus. */
const wanted = () => !byPointer && !leaving

function look(): void {
  if (looking || !last || !wanted() || !lost()) return
  looking = true
  const until = performance.now() + DISABLED_MS
  const again = () => {
    if (last?.isConnected && last.matches(':disabled') && performance.now() < until && wanted() && lost()) return void requestAnimationFrame(again)
    looking = false
    if (wanted() && lost()) give()
  }
  // a page that is gone to takes the focus in the next frame
  requestAnimationFrame(() => requestAnimationFrame(again))
}

/** With the keyboard the focus is not lost where the control that has it goes away or is disabled: its neighbour gets it, or what had it before. */
export function startKeepFocus(): void {
  const pressed = (event: KeyboardEvent) => {
    byPointer = false
    leaving = event.key === 'Tab'
  }
  addEventListener('keydown', pressed, { capture: true })
  addEventListener('pointerdown', () => (byPointer = true), { capture: true })
  document.addEventListener('focusin', remember)
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden', 'open'] })
}
