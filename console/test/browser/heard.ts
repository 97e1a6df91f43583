import type { Page } from 'playwright-core'

/** What a user can act on, by the words of the accessibility tree. */
const CONTROLS = new Set(['button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'switch', 'slider', 'spinbutton', 'tab', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'DisclosureTriangle', 'Date', 'DateTime', 'InputTime'])
/** What a control may be within, so that the same name means something else there. */
const PLACES = new Set(['group', 'region', 'form', 'dialog', 'navigation', 'complementary', 'article', 'radiogroup', 'search', 'row', 'table', 'menu', 'list', 'Date', 'DateTime', 'InputTime'])
/** Names that say what a control is, and not what it does. */
const EMPTY_WORDS = /^(button|link|icon|image|here|click here|more|svg|input|select)$/i

/** Wherever these stand, they do the same. */
const SAME_EVERYWHERE = /^(Clear filters|Close)$/

interface Node {
  nodeId: string
  parentId?: string
  role: string
  name: string
  level: number
  url: string
  modal: boolean
}

async function tree(page: Page): Promise<Node[]> {
  const session = await page.context().newCDPSession(page)
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    // what is ignored stays a parent
    return nodes.map(({ nodeId, parentId, ignored, role, name, properties = [] }) => {
      const property = (wanted: string) => properties.find((one) => (one.name as string) === wanted)?.value.value as unknown
      return {
        nodeId,
        ...(parentId !== undefined && { parentId }),
        role: ignored ? '' : String(role?.value ?? ''),
        name: String(name?.value ?? '').replaceAll(/\s+/g, ' ').trim(),
        level: Number(property('level') ?? 0),
        url: String(property('url') ?? ''),
        modal: property('modal') === true,
      }
    })
  } finally {
    await session.detach()
  }
}

/** What is wrong with a page for those who hear it: names of controls and pictures, and the order of headings. */
export async function heard(page: Page): Promise<string[]> {
  const nodes = await tree(page)
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const above = (node: Node): Node[] => {
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId)
    return parent ? [parent, ...above(parent)] : []
  }
  // a row is a place of its own: what stands in it is heard with it
  for (const node of nodes) if (node.role === 'row') node.name ||= node.nodeId
  return [...names(nodes, above), ...headings(nodes, above)]
}

function names(nodes: Node[], above: (node: Node) => Node[]): string[] {
  const wrong: string[] = []
  const known = new Map<string, string>()
  for (const node of nodes) {
    const { role, name, url } = node
    if (role === 'image' && !name) wrong.push('a picture without a name')
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
