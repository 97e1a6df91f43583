import type { DryRun } from '../api/jobs'
import { count } from '../lib/format'

type Obstacle = NonNullable<DryRun['ineligible']>[number]
type Share = NonNullable<DryRun['webhooks']>[number]

/** Why so many deliveries cannot be redelivered or cancelled. */
export function obstacle({ reason, count: n }: Obstacle): string {
  const deliveries = count(n, 'delivery', 'deliveries')
  switch (reason) {
    case 'webhook_disabled':
      return `${deliveries}: the webhook is disabled`
    case 'webhook_removed':
      return `${deliveries}: the webhook was removed`
    case 'pending':
      return `${deliveries}: already pending, so it is sent anyway`
    case 'ended':
      return `${deliveries}: already ended, so there is nothing to cancel`
  }
}

/** The webhooks with at least one delivery that is not eligible. */
export const hindered = (run: DryRun): Share[] => (run.webhooks ?? []).filter((share) => share.ineligible.length > 0)

/** The webhooks that only have to be enabled. */
export const disabled = (run: DryRun): Share[] => (run.webhooks ?? []).filter((share) => share.ineligible.some((one) => one.reason === 'webhook_disabled'))

/** How many more deliveries are sent once those webhooks are enabled. */
export const gained = (run: DryRun): number => disabled(run).reduce((sum, share) => sum + share.ineligible.filter((one) => one.reason === 'webhook_disabled').reduce((n, one) => n + one.count, 0), 0)
