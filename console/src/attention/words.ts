import type { Attention, AttentionItem } from '../api/attention'
import type { Health } from '../api/health'
import { count, counted } from '../lib/format'
import { healthOf, type HealthShown } from '../parts/health'

/** The first line: how many need somebody. */
export function headline({ count: needing }: Pick<Attention, 'count'>): string {
  if (needing === 0) return 'Nothing needs you'
  return needing === 1 ? '1 receiver needs you' : `${needing.toLocaleString('en')} receivers need you`
}

/** How a webhook is, in the words of the list of webhooks. */
export function standing({ reason, disabledReason }: Pick<AttentionItem, 'reason' | 'disabledReason'>): HealthShown {
  if (reason === 'failed') return { word: 'Deliveries failed', shape: '✗', tone: 'warn', rule: 'Deliveries of the last 24 hours have used up their retries, or were rejected' }
  if (reason === 'behind') return { word: 'Behind', shape: '…', tone: 'warn', rule: 'What it is to get has been due for more than an hour' }
  return healthOf(reason, disabledReason)
}

/** The word before the time when it began. */
export const SINCE: Record<AttentionItem['reason'], string> = {
  disabled: 'Disabled',
  failing: 'Nothing delivered since',
  behind: 'Waiting since',
  failed: 'First failure',
}

/** How many events wait, were missed and have failed. */
export function eventsOf(item: AttentionItem): string {
  const parts = [
    item.missed ? `${counted(item.missed, item.missedMore)} missed` : '',
    item.failed ? `${counted(item.failed, item.failedMore)} failed` : '',
    item.backlog ? `${counted(item.backlog, item.backlogMore)} ${item.backlog === 1 ? 'waits' : 'wait'}` : '',
  ].filter(Boolean)
  const one = item.missed + item.failed + item.backlog === 1
  return parts.length ? `${parts.join(', ')}${one ? ' event' : ' events'}`.replace(/^(\S+) (missed|failed|waits|wait)(.*) (events?)$/, `$1 $4 $2$3`) : 'No event missed, none failed in the last 24 hours'
}

/** Checks that are about webhooks: what they find is a line of its own, or is said of the webhooks. */
const ITEMS = ['webhooks', 'consumers']
const OF_WEBHOOKS = ['templates']

const wrong = (health: Pick<Health, 'checks'> | undefined, wanted: (name: string) => boolean) =>
  (health?.checks ?? []).filter(({ status, name }) => status !== 'up' && wanted(name)).map(({ detail }) => detail)

/** What of the server itself does not work as it should; webhooks have their own lines. */
export const troubles = (health: Pick<Health, 'checks'> | undefined): string[] => wrong(health, (name) => ![...ITEMS, ...OF_WEBHOOKS].includes(name))

/** What is wrong with webhooks that get their events all the same: a template fails, so the payload is sent. */
export const remarks = (health: Pick<Health, 'checks'> | undefined): string[] => wrong(health, (name) => OF_WEBHOOKS.includes(name))

/** What all is well means: of how many. */
export function calm({ webhooks, enabled }: Pick<Attention, 'webhooks' | 'enabled'>): string {
  const off = webhooks - enabled
  return `${count(enabled, 'webhook')} ${enabled === 1 ? 'gets its' : 'get their'} events${off ? `; ${off.toLocaleString('en')} ${off === 1 ? 'is' : 'are'} disabled` : ''}.`
}
