import type { Locator, Page } from 'playwright-core'
import { Hands, Pointer } from './hands'

/** So many presses of Tab and arrows lead to every control. */
const PRESSES_MAX = 160
/** Who passes by a control turns round; who has to do so again and again does not reach it. */
const TURNS_MAX = 4
const OPTIONS_MAX = 200
const WAIT_MS = 90_000
const LOST_MS = 15_000

/** Of what is written on a control, the control is meant. */
const CONTROLS = 'a, button, input, select, textarea, summary, audio, video, [tabindex]'

/** What a person presses next to come to a control, and how often before they look again; no key if it has the focus. Runs in the page. */
function nextKey(element: Element, controls: string): { key: string; times: number } {
  const target = (element.matches(controls) ? null : element.closest('label')?.control) ?? element.closest<HTMLElement>(controls) ?? (element as HTMLElement)
  const active = document.activeElement ?? document.body
  const follows = (one: Element, other: Element) => Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
  // half the way: not each of those between is a stop
  const half = (between: number) => Math.max(1, Math.floor(between / 2))
  const towards = (stop: Element) => {
    const forth = active === document.body || follows(stop, active)
    const stops = [...document.querySelectorAll<HTMLElement>(controls)].filter((one) => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility())
    const between = stops.filter((one) => (forth ? follows(one, active) && follows(stop, one) : follows(active, one) && follows(one, stop)))
    return { key: forth ? 'Tab' : 'Shift+Tab', times: half(between.length) }
  }
  if (active === target) return { key: '', times: 0 }
  if (target instanceof HTMLInputElement && target.type === 'radio') {
    const group = [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')].filter((one) => one.name === target.name && one.form === target.form)
    const at = group.indexOf(active as HTMLInputElement)
    if (at < 0) return towards(group.find((one) => one.checked) ?? target)
    return { key: group.indexOf(target) > at ? 'ArrowDown' : 'ArrowUp', times: 1 }
  }
  if (target.tabIndex >= 0) return towards(target)
  // one of several of which Tab leads to one
  let list = target.parentElement
  while (list && !list.querySelector('[tabindex="0"]')) list = list.parentElement
  const stop = list?.querySelector('[tabindex="0"]')
  if (!list || !stop) return { key: 'none', times: 0 }
  const all = [...list.querySelectorAll<HTMLElement>('[tabindex]')].filter((one) => one.tagName === target.tagName && one.className === target.className)
  const at = all.indexOf(active as HTMLElement)
  if (at < 0) return towards(stop)
  const after = all.indexOf(target) > at
  const row = Math.abs(active.getBoundingClientRect().top - target.getBoundingClientRect().top) < 4
  return { key: row ? (after ? 'ArrowRight' : 'ArrowLeft') : after ? 'ArrowDown' : 'ArrowUp', times: 1 }
}

/** What is wrong with how the focus looks here. Runs in the page. */
function unseen(element: Element, controls: string): string {
  const target = (element.matches(controls) ? null : element.closest('label')?.control) ?? element.closest(controls) ?? element
  const ringed = (one: Element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one)
    // what is clipped away has no ring that is seen
    return one.getBoundingClientRect().width > 4 && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/transparent|, 0\)$/.test(outlineColor)
  }
  const around = [target, target.parentElement, target.parentElement?.parentElement].filter((one) => one != null)
  if (!around.some((one) => ringed(one) && one.matches(':focus-within'))) return 'does not show that it has the focus'
  const { left, right, top, bottom, width, height } = target.getBoundingClientRect()
  const [x, y] = [Math.min(4, width / 2), Math.min(4, height / 2)]
  const points = [[left + width / 2, top + height / 2], [left + x, top + y], [right - x, top + y], [left + x, bottom - y], [right - x, bottom - y]] as const
  const seen = points.some(([x, y]) => {
    const above = document.elementFromPoint(x, y)
    return above !== null && (target.contains(above) || above.contains(target))
  })
  return seen ? '' : 'has the focus where it cannot be seen'
}

/** Nothing but keys: Tab and arrows lead to a control, which must show that it has the focus. */
export class Keyboard extends Hands {
  /** How many keys led from control to control. */
  presses = 0
  /** The page was loaded, and nothing has the focus yet. */
  private fresh = true

  /** @param lostMs how long a focus may be nowhere while the page changes */
  constructor(
    page: Page,
    private readonly lostMs = LOST_MS,
  ) {
    super(page)
    page.on('domcontentloaded', () => (this.fresh = true))
  }

  private async go(key: string, times = 1): Promise<void> {
    this.presses += times
    await Promise.all(Array.from({ length: times }, () => this.page.keyboard.press(key)))
  }

  private lost(): Promise<boolean> {
    return this.page.evaluate(() => document.activeElement === null || document.activeElement === document.body)
  }

  /** Where the keys begin: at the top of a page that was loaded, from where a link leads to its content; else at the control that has the focus. */
  private async begin(what: Locator): Promise<void> {
    if (this.fresh && (await this.lost())) {
      const inContent = await what.evaluate((element) => {
        const content = document.querySelector('.skip') && document.getElementById('content')
        return Boolean(content && content.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING && !element.closest('dialog'))
      })
      if (inContent) {
        await this.go('Tab')
        if (await this.page.evaluate(() => document.activeElement?.matches('.skip'))) await this.go('Enter')
      }
    } else {
      const end = Date.now() + this.lostMs
      while ((await this.lost()) && Date.now() < end) await this.page.waitForTimeout(30)
      if (await this.lost()) this.faults.push(`the focus was lost before ${what}`)
    }
    this.fresh = false
  }

  /** Presses Tab, and arrows in a group, until the control has the focus. */
  private async reach(what: Locator): Promise<void> {
    await what.waitFor()
    const end = Date.now() + WAIT_MS
    while (!(await what.isEnabled()) && Date.now() < end) await this.page.waitForTimeout(30)
    await this.begin(what)
    if (await what.evaluate((element) => element.closest('.toasts') !== null)) await this.go('F8')
    let turns = 0
    let before = ''
    for (let n = 0; n < PRESSES_MAX && turns < TURNS_MAX; ) {
      const { key, times } = await what.evaluate(nextKey, CONTROLS)
      if (key === '') return this.shows(what)
      if (key === 'none') break
      if (before && before !== key && /Tab$/.test(before) && /Tab$/.test(key)) turns++
      before = key
      n += times
      await this.go(key, times)
    }
    const at = await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))
    throw new Error(`The keys do not lead to ${what}; they led to ${at}`)
  }

  private async shows(what: Locator): Promise<void> {
    const wrong = await what.evaluate(unseen, CONTROLS)
    if (wrong) this.faults.push(`${what} ${wrong}`)
  }

  protected async pressed(what: Locator): Promise<void> {
    await this.reach(what)
    const kind = await what.evaluate((element) => (element instanceof HTMLInputElement ? element.type : ''))
    if (kind === 'radio' && (await what.isChecked())) return
    await this.page.keyboard.press(kind === 'checkbox' || kind === 'radio' ? 'Space' : 'Enter')
  }

  protected async marked(tile: Locator): Promise<void> {
    await this.reach(tile)
    await this.page.keyboard.press('Space')
  }

  protected async viewed(tile: Locator): Promise<void> {
    await this.reach(tile)
    await this.page.keyboard.press('v')
  }

  protected async typed(where: Locator, text: string): Promise<void> {
    await this.reach(where)
    const kind = await where.evaluate((element) => (element as HTMLInputElement).type)
    if (kind === 'date' || kind === 'datetime-local') return this.typedTime(where, text)
    await this.page.keyboard.press('Control+a')
    if (text) await this.page.keyboard.type(text[0]!)
    else await this.page.keyboard.press('Backspace')
    if (text.length > 1) await this.page.keyboard.insertText(text.slice(1))
  }

  /** Month, day, year, hour, minute, second, half of the day: each has a part of the field. */
  private async typedTime(where: Locator, text: string): Promise<void> {
    // from behind, Tab leads to the last part
    do await this.go('Shift+Tab')
    while (await where.evaluate((element) => element === document.activeElement))
    await this.go('Tab')
    const [, year, month, day, hour, minute, second] = /^(\d+)-(\d+)-(\d+)(?:T(\d+):(\d+):(\d+))?$/.exec(text)!
    await this.page.keyboard.type(`${month}${day}${year}`)
    if (hour === undefined) return
    await this.page.keyboard.press('ArrowRight')
    await this.page.keyboard.type(`${String(Number(hour) % 12 || 12).padStart(2, '0')}${minute}${second}${Number(hour) < 12 ? 'A' : 'P'}`)
  }

  protected async chosen(list: Locator, option: string): Promise<void> {
    await this.reach(list)
    // letters lead to the first that begins so, arrows to the one that is meant
    await this.page.keyboard.type(option.split(' ')[0]!)
    for (let n = 0; ; n++) {
      const by = await list.evaluate((element, option) => {
        const { options, selectedIndex } = element as HTMLSelectElement
        const wanted = [...options].findIndex((one) => one.value === option || one.label.trim() === option)
        return wanted < 0 ? null : wanted - selectedIndex
      }, option)
      if (by === 0) break
      if (by === null || n > OPTIONS_MAX) throw new Error(`There is no ${option} in ${list}`)
      await this.page.keyboard.press(by > 0 ? 'ArrowDown' : 'ArrowUp')
    }
    await this.go('Tab')
  }

  protected async slid(slider: Locator, to: number): Promise<void> {
    await this.reach(slider)
    const now = Number(await slider.inputValue())
    for (let n = 0; n < Math.abs(to - now); n++) await this.page.keyboard.press(to > now ? 'ArrowRight' : 'ArrowLeft')
  }

  protected async played(media: Locator): Promise<void> {
    await this.reach(media)
    await this.page.keyboard.press('Space')
  }

  goTo(what: Locator): Promise<void> {
    return this.reach(what)
  }

  async look(): Promise<void> {}

  drag(_from: Locator, _to: Locator, without: () => Promise<void>): Promise<void> {
    return without()
  }
}

export const WAYS = ['pointer', 'keyboard'] as const
export type Way = (typeof WAYS)[number]
export const handsOf = (way: Way, page: Page): Hands => (way === 'pointer' ? new Pointer(page) : new Keyboard(page))
