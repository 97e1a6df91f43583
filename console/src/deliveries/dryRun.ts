import type { DryRun } from '../api/jobs'
import { count } from '../lib/format'

type Obstacle = NonNullable<DryRun['ineligible']>[number]
type Share = NonNullable<DryRun['webhooks']>[number]

/** Why so many cannot be resent or cancelled. */
export function obstacle({ reason, count: n }: Obstacle): string {
  const deliveries = count(n, 'delivery', 'deliveries')
  switch (reason) {
    case 'webhook_disabled':
      return `${deliveries}: the webhook is disabled`
    case 'webhook_removed':
      return `${deliveries}: the webhook was removed`
    case 'pending':
      return `${deliveries}: pending, so sent anyway`
    case 'ended':
      return `${deliveries}: ended, so there is nothing to cancel`
  }
}

/** Those of which something cannot be done. */
export const hindered = (run: DryRun): Share[] => (run.webhooks ?? []).filter((share) => share.ineligible.length > 0)

/** Those that only have to be enabled. */
export const disabled = (run: DryRun): Share[] => (run.webhooks ?? []).filter((share) => share.ineligible.some((one) => one.reason === 'webhook_disabled'))

/** How many more are sent once those are enabled. */
export const gained = (run: DryRun): number => disabled(run).reduce((sum, share) => sum + share.ineligible.filter((one) => one.reason === 'webhook_disabled').reduce((n, one) => n + one.count, 0), 0)
