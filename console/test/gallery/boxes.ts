import type { Page } from 'playwright-core'

/** The dialogs that are open: the last one is in front. */
export const OPEN = 'dialog[open]'

/**
 * What does not stay within its container: what runs out of its box, is cut without an ellipsis,
 * or has to be moved sideways to be read, though it is no code and no row of tabs. If a dialog is
 * open, only it is looked at.
 */
export function outOfBox(page: Page): Promise<string[]> {
  return page.evaluate((open) => {
    const found = new Map<string, string>()
    const report = (what: string, element: Element) => {
      const text = (element.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 50)
      const names = typeof element.className === 'string' ? element.className.replaceAll(/svelte-\w+/g, '').trim().replaceAll(/\s+/g, '.') : ''
      const parent = element.parentElement
      const place = `${parent?.tagName.toLowerCase()}.${parent?.className.toString().replaceAll(/svelte-\w+/g, '').trim()} > ${element.tagName.toLowerCase()}.${names}`
      // a list of a hundred rows is one finding
      const key = what.replaceAll(/\d+/g, '') + place
      if (!found.has(key)) found.set(key, `${what}: ${place} “${text}”`)
    }
    const MAY_SCROLL = 'nav, [role=dialog] .list'
    const front = [...document.querySelectorAll<HTMLElement>(open)].at(-1)
    for (const element of front ? [front, ...front.querySelectorAll<HTMLElement>('*')] : document.querySelectorAll<HTMLElement>('body *')) {
      if (element.closest('svg, .hidden, [hidden], option, datalist, script, style') || !element.checkVisibility({ opacityProperty: false })) continue
      const style = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.height === 0 || style.display === 'inline' || style.display === 'contents' || style.clipPath !== 'none') continue
      if (element.matches('input, textarea, select, img, video, progress')) continue
      const wide = element.scrollWidth > element.clientWidth + 1
      const plain = !element.tagName.startsWith('T') || element.tagName === 'TD' || element.tagName === 'TH'
      if (wide && style.overflowX === 'visible' && plain) report(`content of ${element.scrollWidth} px in ${element.clientWidth} px`, element)
      if (wide && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis') report('cut without a sign', element)
      if (wide && (style.overflowX === 'auto' || style.overflowX === 'scroll') && !element.matches(MAY_SCROLL)) report(`moves sideways, ${element.scrollWidth} px in ${element.clientWidth} px`, element)
      const parent = element.parentElement!
      const around = parent.getBoundingClientRect()
      const placed = style.position === 'absolute' || style.position === 'fixed'
      if (!placed && getComputedStyle(parent).display !== 'inline' && getComputedStyle(parent).display !== 'contents' && getComputedStyle(parent).overflowX === 'visible' && plain) {
        if (box.right > around.right + 1.5 || box.left < around.left - 1.5) report(`sticks out by ${Math.round(Math.max(box.right - around.right, around.left - box.left))} px`, element)
      }
    }
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth > width) found.set('page', `the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`)
    return [...found.values()]
  }, OPEN)
}

/** What the controls of the open dialog are called that are shown now. */
export function controlsOf(page: Page): Promise<string[]> {
  return page.evaluate((open) => {
    const dialog = [...document.querySelectorAll<HTMLElement>(open)].at(-1)
    const controls = dialog?.querySelectorAll<HTMLElement>('a[href], button') ?? []
    return [...controls].filter((control) => control.checkVisibility()).map((control) => (control.getAttribute('aria-label') ?? control.textContent ?? '').trim())
  }, OPEN)
}

/** The controls of the open dialog that a user cannot scroll to, or that something covers. */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate((open) => {
    const dialog = [...document.querySelectorAll<HTMLElement>(open)].at(-1)
    const controls = dialog?.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary') ?? []
    return [...controls].flatMap((control) => {
      if (control.closest('.hidden, [hidden]') || !control.checkVisibility({ visibilityProperty: true })) return []
      control.scrollIntoView({ block: 'nearest' })
      const box = control.getBoundingClientRect()
      const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      if (on && (control.contains(on) || on.contains(control) || on.closest('label')?.contains(control))) return []
      const what = `${control.tagName.toLowerCase()} “${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 50)}”`
      return [on ? `${what} is covered by ${on.tagName.toLowerCase()}.${on.className}` : `${what} cannot be scrolled to`]
    })
  }, OPEN)
}
