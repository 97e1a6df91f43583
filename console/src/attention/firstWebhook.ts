import * as folders from '../api/folders'
import * as inspectors from '../api/inspectors'
import * as webhooks from '../api/webhooks'
import { emptyDraft } from '../webhooks/types'

const NAME = 'First webhook'

/** Makes a receiver, a webhook for it, and a change that it gets; the id of the receiver, where the request arrives. */
export async function firstWebhook(now: Date, say: (step: string) => void): Promise<string> {
  say('Creating a receiver …')
  const receiver = await inspectors.create({ name: NAME, status: 200, delayMs: 0, drop: false, body: '' })
  say('Creating a webhook …')
  await webhooks.create({ ...emptyDraft(), name: NAME, url: receiver.url, eventTypes: ['folder_create', 'asset_create', 'asset_update_metadata'] })
  say('Creating a folder …')
  // a folder of this name may be there already, and then there would be no event
  await folders.create(`/${NAME} ${now.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.')}`)
  return receiver.id
}
