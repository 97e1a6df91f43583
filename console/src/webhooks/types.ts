import type { EventTypeRow } from '../api/eventTypes'
import type { Webhook, WebhookDraft } from '../api/webhooks'

type Named = Pick<EventTypeRow, 'name' | 'group' | 'title' | 'summary'>

function named(group: Named['group'], pairs: [string, string][]): Named[] {
  return pairs.map(([name, title]) => ({ name, group, title, summary: '' }))
}

/** The closed set, for when the catalogue cannot be read. */
export const KNOWN_TYPES: Named[] = [
  ...named('asset', [
    ['asset_create', 'Asset created'],
    ['asset_create_by_copy', 'Asset created by a copy'],
    ['asset_create_from_filestore_rescue', 'Asset rescued from the file store'],
    ['asset_create_from_version', 'Asset created from a version'],
    ['asset_update_metadata', 'Metadata changed'],
    ['asset_checkin', 'New file checked in'],
    ['asset_checkout', 'Checked out'],
    ['asset_undo_checkout', 'Check-out undone'],
    ['asset_promote', 'Version promoted'],
    ['asset_rename', 'Renamed'],
    ['asset_move', 'Moved'],
    ['asset_remove', 'Removed'],
  ]),
  ...named('folder', [
    ['folder_create', 'Folder created'],
    ['folder_remove', 'Folder removed'],
  ]),
  ...named('authkey', [
    ['authkey_create', 'Share link created'],
    ['authkey_remove', 'Share link ended'],
  ]),
]

export const GROUP_NAMES: Record<Named['group'], string> = {
  asset: 'Assets',
  folder: 'Folders',
  authkey: 'Share links',
  operational: 'Operations',
  test: 'Tests',
  custom: 'Your own',
}

export const FIELD_NAMES = [
  'assetPath', 'folderPath', 'filename', 'name', 'extension', 'assetType', 'assetDomain', 'mimeType', 'fileSize',
  'versionNumber', 'width', 'height', 'previewState', 'assetCreated', 'assetCreator', 'assetModified', 'assetModifier',
  'checkedOutBy', 'status', 'rating', 'labelColor', 'priority', 'title', 'headline', 'description', 'caption', 'tags',
  'category', 'creatorName', 'copyright', 'credit',
] as const

export function emptyDraft(): WebhookDraft {
  return {
    name: '',
    url: '',
    eventTypes: [],
    eventTypeVersions: {},
    metadataToReturn: [],
    changedMetadataToReturn: [],
    triggerMetadataFields: [],
    foldersAndQuery: { folders: [], query: '' },
    description: '',
    customHeaders: {},
    operationalEvents: [],
    timeoutSeconds: 0,
    maxConcurrent: 0,
    maxPerSecond: 0,
    ordering: 'none',
    logResponses: 'failures',
    debounceSeconds: 0,
    maxWaitSeconds: 0,
    batch: null,
    filterChange: 'any',
    onBehalfOf: null,
    retryDelays: [],
    retriedStatuses: [],
    failingAfter: 0,
    disableAfter: 0,
    disableOnGone: null,
    adaptiveConcurrency: false,
    recoverAutomatically: false,
    format: 'native',
    cloudEventsSource: null,
    signatures: [],
    template: '',
    authentication: null,
    handshake: false,
  }
}

/** The fields about retries, and about what becomes of a webhook when they fail. */
export const RULES = ['retryDelays', 'retriedStatuses', 'failingAfter', 'disableAfter', 'disableOnGone', 'adaptiveConcurrency', 'recoverAutomatically'] as const

/** What the form edits, from the whole object. */
export function draftOf(webhook: Webhook): WebhookDraft {
  const draft = emptyDraft()
  for (const key of Object.keys(draft) as (keyof WebhookDraft)[]) {
    Object.assign(draft, { [key]: structuredClone(webhook[key] ?? draft[key]) })
  }
  return draft
}

/** Only what is different, so that a save does not undo what others changed meanwhile. */
export function changes(before: WebhookDraft, after: WebhookDraft): Partial<WebhookDraft> {
  const different = (key: keyof WebhookDraft) => JSON.stringify(before[key]) !== JSON.stringify(after[key])
  return Object.fromEntries((Object.keys(after) as (keyof WebhookDraft)[]).filter(different).map((key) => [key, after[key]]))
}

/** What the server says instead of a saved header's value. */
export const MASKED = '********'

/** What a request is made of, beside its address. */
const OF_REQUEST = ['customHeaders', 'timeoutSeconds', 'format', 'cloudEventsSource', 'signatures', 'template', 'authentication'] as const

/** Whether a request to this would be the one that the saved webhook sends. */
export function sameRequest(saved: WebhookDraft, now: Pick<WebhookDraft, 'url' | (typeof OF_REQUEST)[number]>): boolean {
  return saved.url === now.url.trim() && OF_REQUEST.every((key) => JSON.stringify(saved[key]) === JSON.stringify(now[key]))
}

/** What is wrong with an address, as far as can be said without asking. */
export function urlProblem(text: string): string {
  if (!text) return ''
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'This URL is not complete: it must begin with https:// or http://'
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? '' : `A URL must begin with https:// or http://, not ${url.protocol}`
}
