import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ADMIN, required, SERVER } from '../browser/browser'
import { picture } from '../../screenshots/data'

/** What the gallery looks at; written by its first part, read by the second after a restart. */
export interface Scene {
  /** By what it shows. */
  webhooks: Record<'delivered' | 'flapping' | 'failing' | 'byHand' | 'automatic' | 'rotated' | 'batched' | 'consumer', string>
  /** By how it stands. */
  deliveries: Record<'delivered' | 'refused' | 'waiting' | 'cancelled' | 'missed' | 'batch', string>
  job: string
  group: string
  folder: string
  asset: string
  /** In the same folder. */
  pier: string
  /** Has as many versions as the batch has events. */
  versioned: string
  collection: string
  /** The address of a saved search. */
  search: string
  /** The paths of share links. */
  links: Record<'open' | 'branded' | 'revoked', string>
}

const FILE = () => `${required('CARILLON_GALLERY')}/scene.json`
export const PLAIN = { username: 'plain', password: 'no permissions at all' }
export const USER = 'u'.repeat(60)
/** A user with a basic licence, and with permissions in one folder. */
export const BASIC = { username: 'b'.repeat(60), password: 'basic and no more' }
/** An event type of the administrator's own. */
export const TYPE = `acme.${'a_very_long_word_'.repeat(4)}.order_placed`
const LENGTH = 60
export const WEBHOOKS = 200
export const BRANDS = 'Brand_assets_of_every_subsidiary_in_Europe_and_the_Americas_'

/** A name of 60 characters that nothing may break: no space, wide letters at its end. */
export const long = (name: string) => name.replaceAll(' ', '_').padEnd(LENGTH, 'WM')

export function readScene(): Scene {
  return JSON.parse(readFileSync(FILE(), 'utf8')) as Scene
}

export function writeScene(scene: Scene): void {
  mkdirSync(dirname(FILE()), { recursive: true })
  writeFileSync(FILE(), JSON.stringify(scene))
}

let token = ''

/** A call by the administrator. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(SERVER + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && !(body instanceof FormData) && !(body instanceof URLSearchParams) && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: body instanceof FormData || body instanceof URLSearchParams ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : null) as T
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields)

export async function logInByApi(): Promise<void> {
  token = (await api<{ authToken: string }>('POST', '/services/apilogin', form(ADMIN))).authToken
}

export async function firstUser(): Promise<void> {
  const setup = new URL(required('CARILLON_SETUP_LINK')).searchParams.get('token') ?? ''
  await api('POST', '/services/setup', form({ token: setup, ...ADMIN }))
  await logInByApi()
}

export const newFolder = (path: string) => api('POST', '/services/createFolder', form({ path }))
export const service = <T>(path: string, fields: Record<string, string>) => api<T>('POST', path, form(fields))

type Colour = [number, number, number]

function file(fields: Record<string, string>, name: string, colour: Colour): FormData {
  const body = new FormData()
  for (const [field, value] of Object.entries(fields)) body.append(field, value)
  body.append('Filedata', new File([Uint8Array.from(picture(colour, 240, 160))], name, { type: 'image/png' }), name)
  return body
}

export async function newAsset(folderPath: string, name: string, colour: Colour = [150, 140, 90]): Promise<string> {
  return (await api<{ id: string }>('POST', '/services/create', file({ folderPath }, name, colour))).id
}

export const newVersion = (asset: string, colour: Colour) => api('POST', '/services/update', file({ id: asset }, 'version.png', colour))

export async function newWebhook(name: string, url: string | null, eventTypes: string[], more: object = {}): Promise<string> {
  return (await api<{ id: string }>('POST', '/services/admin/webhook', { name: long(name), url, eventTypes, ...more })).id
}

const WAIT_MS = 60_000

/** Reads until what was read is as it should be. */
export async function settled<T>(path: string, done: (read: T) => boolean): Promise<T> {
  const end = Date.now() + WAIT_MS
  for (;;) {
    const read = await api<T>('GET', path)
    if (done(read)) return read
    if (Date.now() > end) throw new Error(`${path} did not come to be as it should: ${JSON.stringify(read).slice(0, 2_000)}`)
    await new Promise((later) => setTimeout(later, 50))
  }
}

export interface Listed {
  items: { id: string; state: string; attempts: number; webhook: { id: string } }[]
}

/** The first delivery to a webhook that is as wanted. */
export async function delivery(webhook: string, state: string, attempts = 0): Promise<string> {
  const { items } = await settled<Listed>(`/api/deliveries?webhook=${webhook}&state=${state}`, (read) => read.items.some((one) => one.attempts >= attempts))
  return items.find((one) => one.attempts >= attempts)!.id
}
