/** Where a key leads from one of these; nowhere if it does something else. */
export type Step = (all: HTMLElement[], here: number) => HTMLElement | undefined

const STEPS: Record<string, Step> = {
  ArrowDown: (all, here) => all[here + 1],
  ArrowUp: (all, here) => all[here - 1],
  Home: (all) => all[0],
  End: (all) => all.at(-1),
}

/**
 * The Tab key stops once in a list: at what had the focus last, else at the current one. The arrows lead on.
 *
 * @param items what the arrows lead to
 * @param more further keys
 */
export function oneStop(items: string, more: Record<string, Step> = {}): (list: HTMLElement) => () => void {
  return (list) => {
    const steps = { ...STEPS, ...more }
    const all = () => [...list.querySelectorAll<HTMLElement>(items)]
    let last: HTMLElement | null = null

    function one(): void {
      const found = all()
      const stop = last && found.includes(last) ? last : (found.find((each) => each.matches('[aria-current], [aria-pressed="true"]')) ?? found[0])
      for (const each of found) each.tabIndex = each === stop ? 0 : -1
    }

    function onKey(event: KeyboardEvent): void {
      const found = all()
      const here = found.indexOf(event.target as HTMLElement)
      const step = steps[event.key]
      if (here < 0 || !step || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      step(found, here)?.focus()
    }

    function onFocus(event: FocusEvent): void {
      if (!(event.target as HTMLElement).matches(items)) return
      last = event.target as HTMLElement
      one()
    }

    const changes = new MutationObserver(one)
    changes.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-current', 'aria-pressed'] })
    list.addEventListener('keydown', onKey)
    list.addEventListener('focusin', onFocus)
    one()
    return () => {
      changes.disconnect()
      list.removeEventListener('keydown', onKey)
      list.removeEventListener('focusin', onFocus)
    }
  }
}
