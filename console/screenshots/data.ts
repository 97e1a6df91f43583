import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { ADMIN, SERVER } from '../test/browser/browser'
import { call, until } from '../test/browser/made'
import { receiver, type Receiver } from '../test/browser/receiver'

/** A small archive, as a press office might have it, with webhooks that are well and one that is not. */
const FOLDERS = ['/Campaigns', '/Campaigns/Spring', '/Campaigns/Summer', '/Press', '/Press/Portraits', '/Products', '/Brand']
const PICTURES: [string, string, [number, number, number]][] = [
  ['Harbour at dawn.png', '/Campaigns/Spring', [36, 94, 150]],
  ['Lighthouse.png', '/Campaigns/Spring', [214, 90, 70]],
  ['Old town roofs.png', '/Campaigns/Spring', [178, 98, 58]],
  ['Meadow.png', '/Campaigns/Spring', [72, 142, 78]],
  ['Evening fair.png', '/Campaigns/Spring', [110, 70, 150]],
  ['Beach walk.png', '/Campaigns/Spring', [226, 176, 96]],
  ['Clock tower.png', '/Campaigns/Spring', [92, 104, 122]],
  ['Morning fog.png', '/Campaigns/Spring', [140, 166, 180]],
]
export const USERS = [
  { username: 'anna', fullName: 'Anna Bell', email: 'anna@example.com', licence: 'pro' },
  { username: 'jonas', fullName: 'Jonas Weber', email: 'jonas@example.com', licence: 'standard' },
  { username: 'mei', fullName: 'Mei Tanaka', email: 'mei@example.com', licence: 'standard' },
  { username: 'integration', fullName: 'Nightly export', email: '', licence: 'api' },
]

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4)
  return out
}

/** A sky over hills, in shades of one colour. */
export function picture([red, green, blue]: [number, number, number], width = 480, height = 320): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const lines = Array.from({ length: height }, (_, y) => {
    const line = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x++) {
      const hill = height * 0.62 + Math.sin(x / 70 + red) * 22 + Math.sin(x / 23 + blue) * 7
      const light = y > hill ? 0.55 + ((y - hill) / height) * 0.5 : 1.5 - (y / height) * 0.6
      line.set([red, green, blue].map((part) => Math.min(255, Math.round(part * light))), 1 + x * 3)
    }
    return line
  })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A file into a folder, as the page would send it. */
export async function upload(page: Page, folderPath: string, name: string, mimeType: string, bytes: Buffer): Promise<{ id: string }> {
  return page.evaluate(
    async ([folderPath, name, mimeType, base64]) => {
      const form = new FormData()
      form.append('folderPath', folderPath)
      form.append('Filedata', new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type: mimeType }), name)
      const response = await fetch('/services/create', { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: form })
      if (!response.ok) throw new Error(`create: ${response.status} ${await response.text()}`)
      return (await response.json()) as { id: string }
    },
    [folderPath, name, mimeType, bytes.toString('base64')] as const,
  )
}

/** A call of /services, with a form. */
export async function service(page: Page, path: string, form: Record<string, string>): Promise<void> {
  await page.evaluate(
    async ([path, text]) => {
      const response = await fetch(path, { method: 'POST', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' }, body: new URLSearchParams(text) })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    },
    [path, new URLSearchParams(form).toString()] as const,
  )
}

const PASSWORD = 'only for the pictures'

/** A user logs in from a browser of their own. */
async function logInElsewhere(username: string): Promise<void> {
  const response = await fetch(`${SERVER}/services/login`, {
    method: 'POST',
    headers: { 'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36' },
    body: new URLSearchParams({ username, password: PASSWORD }),
  })
  if (!response.ok) throw new Error(`login: ${response.status}`)
}

export interface Archive {
  receivers: Receiver[]
  shop: string
  printer: string
  failed: string
  asset: string
  group: string
  inspector: string
}

const webhook = (page: Page, name: string, url: string, more: object) =>
  call<{ id: string }>(page, 'POST', '/services/admin/webhook', { name, url, eventTypes: ['asset_create', 'asset_update_metadata', 'asset_move', 'asset_remove'], ...more })

export async function archive(page: Page): Promise<Archive> {
  const [shop, printer, search] = [await receiver(), await receiver(), await receiver()]
  const shopWebhook = await webhook(page, 'Web shop', shop.url.replace('hook', 'web-shop'), { metadataToReturn: ['assetPath', 'status', 'tags'] })
  const printWebhook = await webhook(page, 'Print works', printer.url.replace('hook', 'print'), { eventTypes: ['asset_create', 'asset_checkin'] })
  await webhook(page, 'Search index', search.url.replace('hook', 'index'), { eventTypes: ['asset_create', 'asset_update_metadata', 'folder_create'] })
  const old = await webhook(page, 'Old intranet', search.url.replace('hook', 'intranet'), {})
  await call(page, 'PUT', `/services/admin/webhook/${old.id}/disable`)
  for (const path of FOLDERS) await service(page, '/services/createFolder', { path })

  const ids: string[] = []
  for (const [index, [name, folder, colour]] of PICTURES.entries()) {
    // the print works are down for the last of them
    printer.status = index < 5 ? 204 : 503
    printer.body = index < 5 ? '' : '{"error":"The imposition service is down for maintenance"}'
    ids.push((await upload(page, folder, name, 'image/png', picture(colour))).id)
    if (index === 4) await until<{ items: unknown[] }>(page, `/api/deliveries?webhook=${printWebhook.id}&state=delivered`, ({ items }) => items.length === 5)
  }
  await upload(page, '/Press', 'Press release.txt', 'text/plain', Buffer.from('The harbour fair opens on the first of May.\n'))
  for (const [index, id] of ids.entries()) {
    const status = ['Final', 'Draft', 'In review'][index % 3]!
    await service(page, '/services/update', { id, metadata: JSON.stringify({ status, tags: ['spring', 'harbour'], title: PICTURES[index]![0].replace('.png', '') }) })
  }
  for (const user of USERS) {
    await call(page, 'POST', '/api/users', { ...user, ...(user.username !== 'mei' && { password: PASSWORD }) })
    if (user.username === 'anna' || user.username === 'jonas') await logInElsewhere(user.username)
  }
  const group = await call<{ id: string }>(page, 'POST', '/api/groups', { name: 'Press office', description: 'Who writes for the papers' })
  for (const name of ['anna', 'jonas']) await page.evaluate(([id, name]) => fetch(`/api/groups/${id}/members/${name}`, { method: 'PUT', headers: { 'X-CSRF-TOKEN': localStorage.getItem('carillon.csrf') ?? '' } }), [group.id, name] as const)
  await call(page, 'PUT', '/api/folder-rights', { path: '/Campaigns', group: group.id, permissions: 'VPUME----' })
  await call(page, 'PUT', '/api/folder-rights', { path: '/Campaigns/Spring', user: 'mei', permissions: 'VP-------' })
  await call(page, 'POST', '/api/tokens', { name: 'Nightly export', scopes: ['assets:read'], expiresInDays: 90, password: ADMIN.password })
  await call(page, 'POST', '/api/tokens', { name: 'Deploy pipeline', scopes: ['webhooks:write', 'assets:read'], expiresInDays: 5, password: ADMIN.password })
  await call(page, 'POST', '/api/tokens', { name: 'Backup', scopes: ['admin:read'], expiresInDays: null, password: ADMIN.password })
  await call(page, 'PUT', `/services/admin/webhook/${shopWebhook.id}`, { description: 'Feeds the product pages.', metadataToReturn: ['assetPath', 'status', 'tags', 'title'] })
  await call(page, 'PUT', '/api/properties/webHooksTimeoutSeconds', { value: '10' })
  const inspector = await call<{ id: string; url: string }>(page, 'POST', '/api/inspectors', { status: 200 })
  const trying = await webhook(page, 'Trying things out', inspector.url, { eventTypes: ['folder_create'] })
  for (const type of ['folder_create', 'asset_create']) await call(page, 'POST', `/api/webhooks/${trying.id}/tests`, { eventType: type })
  const failing = await until<{ items: { id: string }[] }>(page, `/api/deliveries?webhook=${printWebhook.id}&code=503`, ({ items }) => items.length > 0)
  return { receivers: [shop, printer, search], shop: shopWebhook.id, printer: printWebhook.id, failed: failing.items[0]!.id, asset: ids[0]!, group: group.id, inspector: inspector.id }
}
