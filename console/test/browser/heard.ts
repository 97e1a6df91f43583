import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { axeAll } from './browser'

/** What a user can act on, by the words of the accessibility tree. */
const CONTROLS = new Set(['button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'switch', 'slider', 'spinbutton', 'tab', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'DisclosureTriangle', 'Date', 'DateTime', 'InputTime'])
/** What a control may be within, so that the same name means something else there. */
const PLACES = new Set(['group', 'region', 'form', 'dialog', 'navigation', 'complementary', 'article', 'radiogroup', 'search', 'row', 'table', 'menu', 'list', 'status', 'alert', 'Date', 'DateTime', 'InputTime'])
/** Names that say what a control is, and not what it does. */
const EMPTY_WORDS = /^(button|link|icon|image|here|click here|more|svg|input|select)$/i

/** Wherever these stand, they do the same. */
const SAME_EVERYWHERE = /^(Clear filters|Close)$/

interface Node {
  nodeId: string
  parentId?: string
  role: string
  name: string
  /** The name with the spaces around it. */
  text: string
  level: number
  url: string
  modal: boolean
  /** Whether a change in it is announced. */
  live: boolean
}

const words = (value: unknown) => String(value ?? '').replaceAll(/\s+/g, ' ').trim()

/** What there is, in the order in which it is heard. */
async function tree(page: Page): Promise<Node[]> {
  const session = await page.context().newCDPSession(page)
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    // they come level by level, but are heard one behind the other
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    const inOrder: typeof nodes = []
    const add = (node: (typeof nodes)[number] | undefined) => {
      if (!node) return
      inOrder.push(node)
      for (const child of node.childIds ?? []) add(byId.get(child))
    }
    for (const node of nodes) if (node.parentId === undefined) add(node)
    // what is ignored stays a parent
    return inOrder.map(({ nodeId, parentId, ignored, role, name, properties = [] }) => {
      const property = (wanted: string) => properties.find((one) => (one.name as string) === wanted)?.value.value as unknown
      return {
        nodeId,
        ...(parentId !== undefined && { parentId }),
        role: ignored ? '' : String(role?.value ?? ''),
        name: words(name?.value),
        text: String(name?.value ?? ''),
        level: Number(property('level') ?? 0),
        url: String(property('url') ?? ''),
        modal: property('modal') === true,
        live: ['polite', 'assertive'].includes(String(property('live'))),
      }
    })
  } finally {
    await session.detach()
  }
}

/**
 * What is wrong with a page for those who hear it: names of controls, dialogs and pictures, fields that do not say what is wrong with them, and the order of headings.
 *
 * @param announced what the page says now, without the focus going there
 */
export async function heard(page: Page, ...announced: (string | RegExp)[]): Promise<string[]> {
  const nodes = await tree(page)
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const above = (node: Node): Node[] => {
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId)
    return parent ? [parent, ...above(parent)] : []
  }
  // a row is a place of its own, and so is a message: what stands in it is heard with it
  for (const node of nodes) if (['row', 'status', 'alert'].includes(node.role)) node.name ||= node.nodeId
  return [...names(nodes, above), ...headings(nodes, above), ...(await unexplained(page)), ...unsaid(nodes, above, announced)]
}

/** Fails if a page as it is now is not clear to every user, by what is heard and by axe. */
export async function clear(page: Page, seen: (page: Page) => Promise<string[]> = axeAll): Promise<void> {
  expect((await heard(page)).join('\n')).toBe('')
  expect(await seen(page)).toEqual([])
}

/** Waits until a message is announced, on a page that is clear. */
export async function announced(page: Page, text: string | RegExp): Promise<void> {
  await expect.poll(async () => (await heard(page, text)).join('\n'), { timeout: 20_000 }).toBe('')
}

/** Has the page note from now on what it announces: each part whose changes are announced, as it is in the frame after a change in it. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const LIVE = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]'
    const said: string[] = []
    let changed = new Set<Element>()
    const say = () => {
      const all = [...changed]
      changed = new Set()
      const modal = [...document.querySelectorAll('dialog:modal')].at(-1)
      for (const part of all) if (part.isConnected && (!modal || modal.contains(part))) said.push(part.textContent.replaceAll(/\s+/g, ' ').trim())
    }
    new MutationObserver((records) => {
      if (!changed.size) requestAnimationFrame(say)
      for (const { target, type, addedNodes } of records) {
        if (type === 'childList' && !addedNodes.length) continue
        const around = (target instanceof Element ? target : target.parentElement)?.closest(LIVE)
        if (around) changed.add(around)
        else for (const node of addedNodes) if (node instanceof Element) for (const part of [node, ...node.querySelectorAll('*')]) if (part.matches(LIVE)) changed.add(part)
      }
    }).observe(document, { subtree: true, childList: true, characterData: true })
    Object.assign(window, { said })
  })
}

/** How often the page has announced a text since it was listened to. */
export const timesAnnounced = (page: Page, text: string): Promise<number> =>
  page.evaluate((text) => (window as unknown as { said: string[] }).said.filter((one) => one.includes(text)).length, text)

/** Fields that are wrong, and are not described by what is wrong with them. */
function unexplained(page: Page): Promise<string[]> {
  return page.locator('[aria-invalid="true"]:visible').evaluateAll((fields) =>
    fields
      .filter((field) => {
        const about = (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id))
        return !about.some((one) => one && [one, ...one.querySelectorAll('*')].some((part) => part.matches('[role=alert], [role=status]') && part.textContent.trim()))
      })
      .map((field) => `${field.outerHTML.slice(0, 160)} does not say why it is wrong`),
  )
}

/** What a text is found by: a number is all of it, not the end of a larger one. */
const whole = (text: string) => new RegExp(`${/^\d/.test(text) ? '(?<![\\d.,])' : ''}${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}${/\d$/.test(text) ? '(?!\\d)' : ''}`)

/** Of these texts, those that are in no part of the page whose changes are announced. */
function unsaid(nodes: Node[], above: (node: Node) => Node[], texts: (string | RegExp)[]): string[] {
  const said = new Map<Node, string>()
  for (const node of nodes) {
    const region = node.role === 'StaticText' && above(node).findLast((one) => one.live)
    if (region) said.set(region, (said.get(region) ?? '') + node.text)
  }
  const all = [...said.values()].map(words)
  return texts.filter((text) => !all.some((one) => (typeof text === 'string' ? whole(text) : text).test(one))).map((text) => `“${text}” is not announced; announced are: ${all.join(' | ')}`)
}

function names(nodes: Node[], above: (node: Node) => Node[]): string[] {
  const wrong: string[] = []
  const known = new Map<string, string>()
  for (const node of nodes) {
    const { role, name, url } = node
    if (role === 'image' && !name) wrong.push('a picture without a name')
    if (/dialog$/.test(role) && !name) wrong.push('a dialog without a title')
    if (!CONTROLS.has(role)) continue
    const place = above(node).filter((one) => PLACES.has(one.role) && one.name).map((one) => `${one.role} “${one.name.slice(0, 60)}”`).join(' in ')
    if (!/[\p{L}\p{N}]/u.test(name) || EMPTY_WORDS.test(name)) wrong.push(`${role} “${name}” in ${place || 'the page'} does not say what it does`)
    // links of one name are clear where they go to one place
    const key = `${role} “${name}” in ${place || 'the page'}`
    const before = known.get(key)
    if (before !== undefined && !(role === 'link' && before === url) && !SAME_EVERYWHERE.test(name)) wrong.push(`${key} is there twice`)
    known.set(key, url)
  }
  return [...new Set(wrong)]
}

function headings(nodes: Node[], above: (node: Node) => Node[]): string[] {
  const modal = nodes.some((node) => node.role === 'dialog' && node.modal)
  const inside = nodes.filter((node) => node.role === 'heading' && above(node).some((one) => (modal ? one.role === 'dialog' : one.role === 'main')))
  const wrong = inside.filter(({ name }) => !name).map(() => 'a heading without words')
  if (!inside.length) return modal ? wrong : [...wrong, 'no heading']
  let before = modal ? 1 : 0
  for (const { level, name } of inside) {
    if (level > before + 1) wrong.push(`heading “${name}” of level ${level} behind level ${before}`)
    before = level
  }
  const first = inside.filter(({ level }) => level === 1).length
  if (!modal && first !== 1) wrong.push(`${first} headings of level 1`)
  return wrong
}
