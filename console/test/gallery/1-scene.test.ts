import { expect, it } from 'vitest'
import { ADMIN } from '../browser/browser'
import { receiver } from '../browser/receiver'
import { api, BASIC, BRANDS, delivery, firstUser, long, newAsset, newFolder, newVersion, newWebhook, PLAIN, service, settled, TYPE, USER, WEBHOOKS, writeScene, type Listed } from './scene'

interface Key {
  webClientUrl: string
}

/** The colours of the versions of a picture. */
const VERSIONS: [number, number, number][] = [[36, 94, 150], [72, 142, 78], [110, 70, 150], [226, 176, 96]]
const pathOf = (key: Key) => new URL(key.webClientUrl).pathname
const property = (name: string, value: string) => api('PUT', `/api/properties/${name}`, { value })

/** Names as long as can be, every state, what was rotated and disabled: made on the real server, which then restarts. */
it('makes what the gallery shows', async () => {
  await firstUser()
  await property('webHooksRetryDelays', '20h,21h,22h,23h,24h,25h,26h,27h')
  await property('webHooksFailuresBeforeDisable', '2')
  const endpoint = await receiver()

  // one that the server disables by itself
  endpoint.at['/broken'] = 500
  const automatic = await newWebhook('Disabled by the server ', endpoint.url.replace('hook', 'broken'), ['folder_create'])
  for (const path of ['/First', '/Second']) await newFolder(path)
  await settled<{ enabled: boolean }>(`/services/admin/webhook/${automatic}`, (read) => !read.enabled)
  await property('webHooksFailuresBeforeDisable', '-1')

  const folder = `/${BRANDS}/${long('Campaigns')}/${long('Spring')}`
  const url = `${endpoint.url}/${'a-path-of-many-words-'.repeat(6)}`
  const delivered = await newWebhook('Storefront', url, ['asset_create', 'asset_update_metadata', 'folder_create'], { description: long('Feeds the product pages') })
  const flapping = await newWebhook('Flapping', endpoint.url.replace('hook', 'flaps'), ['folder_create'])
  endpoint.at['/waits'] = 503
  const failing = await newWebhook('Failing', endpoint.url.replace('hook', 'waits'), ['folder_create'])
  const byHand = await newWebhook('Disabled by hand', endpoint.url.replace('hook', 'off'), ['folder_create'])
  await api('PUT', `/services/admin/webhook/${byHand}/disable`)
  const rotated = await newWebhook('Rotated', endpoint.url, ['authkey_create'])
  await api('POST', `/services/admin/webhook/${rotated}/generate-token`, { overlapHours: 24 })

  endpoint.body = `{"error":"${long('The imposition service is down')}"}`
  for (let n = 0; n < 6; n++) {
    endpoint.at['/flaps'] = n % 2 ? 404 : 200
    await newFolder(`/${long(`Folder ${n}`)}`)
    await settled<Listed>(`/api/deliveries?webhook=${flapping}`, ({ items }) => items.length === n + 1 && items.every((one) => one.state !== 'pending'))
  }
  const waiting = await delivery(failing, 'pending', 1)
  await newFolder('/Cancelled')
  const { items } = await settled<Listed>(`/api/deliveries?webhook=${failing}&state=pending`, (read) => read.items.length === 7 && read.items.every((one) => one.attempts > 0))
  const cancelled = items.find((one) => one.id !== waiting)!.id
  await api('POST', `/api/deliveries/${cancelled}/cancellation`)
  for (const path of [`/${BRANDS}`, `/${BRANDS}/${long('Campaigns')}`, folder]) await newFolder(path)

  // four new versions, which come in one request, and of which a reader has two
  const work = `/${long('Workshop')}`
  const batched = await newWebhook('In batches', endpoint.url, ['asset_checkin'], { batch: { maxEvents: VERSIONS.length, maxSeconds: 600 } })
  const consumer = await newWebhook('Nightly reader', null, ['asset_checkin'], { delivery: 'pull' })
  const versioned = await newAsset(work, `${long('Versions')}.png`, [214, 90, 70])
  for (const colour of VERSIONS) await newVersion(versioned, colour)
  await settled<Listed>(`/api/deliveries?webhook=${batched}`, ({ items }) => items[0]?.state === 'delivered')
  const reader = `/api/consumers/${encodeURIComponent(long('Nightly reader'))}`
  await settled<{ pending: number }>(reader, ({ pending }) => pending === VERSIONS.length)
  await api('GET', `${reader}/events?max=2&lease=43200`)

  const asset = await newAsset(folder, `${long('Lighthouse')}.png`)
  const pier = await newAsset(folder, 'Pier.png')
  await service('/services/update', { id: asset, metadata: JSON.stringify({ status: long('Final'), tags: [long('spring'), long('harbour')], title: long('Lighthouse') }) })
  await service(`/services/checkout/${asset}`, {})
  await api('POST', `/api/assets/${asset}/comments`, { text: `${long('Too dark')}, see https://style.example.com/${long('sky')}` })
  await service('/services/createRelation', { relationType: 'variation', target1Id: asset, target2Id: pier })
  await service('/services/remove', { ids: await newAsset(folder, `${long('Mistake')}.png`) })
  const key = await service<Key>('/services/createAuthKey', { subject: long('The lighthouse'), validUntil: '2100-01-01', assetIds: asset, requestApproval: 'true', requestUpload: 'true', importFolderPath: folder })

  const branding = { brandColour: '#1a6b3c', brandText: long('Harbour & Sons <Press>') }
  const branded = await service<Key>('/services/createAuthKey', { subject: long('For the printer'), description: `${long('Please look')} at them by Friday.`, validUntil: '2100-01-01', assetIds: `${asset},${pier}`, downloadOriginal: 'true', downloadPreview: 'true', ...branding })
  const revoked = await service<Key>('/services/createAuthKey', { subject: long('Withdrawn'), validUntil: '2100-01-01', assetIds: pier })
  await service('/services/revokeAuthKeys', { keys: pathOf(revoked).split('/').pop()! })

  const collection = (await service<{ id: string }>('/services/create', { assetPath: `${work}/${long('Favourites')}.collection` })).id
  await service('/services/collection/add', { collectionId: collection, childIds: `${asset},${pier},${versioned}` })
  const search = { q: `NOT name:${long('nothing')}`, folder }
  for (const shared of [true, false]) await api('POST', '/api/saved-searches', { name: long(shared ? 'Shared search' : 'My search').padEnd(100, 'W'), shared, search: shared ? search : { q: '*' } })
  await api('POST', '/api/event-types', { name: TYPE, title: long('Order placed'), description: long('A customer placed an order'), schema: { type: 'object', properties: { [long('orderId')]: { type: 'string', description: long('Its id') } } }, examples: [{ [long('orderId')]: long('order-17') }] })

  await api('POST', '/api/users', { ...BASIC, fullName: long('Benedict'), licence: 'basic' })
  await api('POST', '/api/users', { ...PLAIN, fullName: 'Without permissions', licence: 'basic' })
  await api('POST', '/api/users', { username: USER, fullName: long('Wilhelmina'), email: `${'w'.repeat(50)}@example.com`, licence: 'standard' })
  const group = (await api<{ id: string }>('POST', '/api/groups', { name: long('Press office'), description: long('Who writes for the papers') })).id
  for (const member of [USER, BASIC.username]) await api('PUT', `/api/groups/${group}/members/${member}`)
  await api('PUT', '/api/folder-rights', { path: folder, group, permissions: 'VPUME----' })
  await api('POST', '/api/tokens', { name: long('Nightly export'), scopes: ['assets:read', 'webhooks:write', 'admin:read'], expiresInDays: 5, password: ADMIN.password })

  const channel = { name: long('On call'), type: 'slack', url: `${endpoint.url}/${long('channel')}` }
  await api('PUT', '/api/alerts', { digestMinutes: 15, channels: [channel], rules: [{ name: long('Disabled'), when: 'webhookDisabled', channels: [channel.name] }] })
  await settled<{ state: { alerts: { active: boolean }[] } }>('/api/alerts', ({ state }) => state.alerts.some((alert) => alert.active))

  const filler = Array.from({ length: WEBHOOKS - (await api<unknown[]>('GET', '/api/webhooks')).length }, (_, n) => n)
  while (filler.length) await Promise.all(filler.splice(0, 8).map((n) => newWebhook(`${String(n).padStart(3, '0')} of many `, endpoint.url, ['folder_remove'])))
  const all = await api<unknown[]>('GET', '/api/webhooks')
  expect(all.length).toBe(WEBHOOKS)

  const job = (await api<{ id: string }>('POST', '/api/jobs', { kind: 'resend', filter: { webhook: flapping, state: 'exhausted' } })).id
  await settled<{ state: string }>(`/api/jobs/${job}`, ({ state }) => state === 'done')
  await settled<Listed>(`/api/deliveries?webhook=${delivered}&type=asset_update_metadata`, ({ items }) => items.length > 0 && items.every((one) => one.state === 'delivered'))
  writeScene({
    webhooks: { delivered, flapping, failing, byHand, automatic, rotated, batched, consumer },
    deliveries: { delivered: await delivery(delivered, 'delivered'), refused: await delivery(flapping, 'exhausted'), waiting, cancelled, missed: await delivery(byHand, 'missed'), batch: await delivery(batched, 'delivered') },
    job,
    group,
    folder,
    asset,
    pier,
    versioned,
    collection,
    search: `/?${new URLSearchParams(search)}`,
    links: { open: pathOf(key), branded: pathOf(branded), revoked: pathOf(revoked) },
  })
  await endpoint.close()
})
