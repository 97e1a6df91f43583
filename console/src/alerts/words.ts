import type { Channel, Rule } from '../api/alerts'

interface Condition {
  words: string
  /** The field with the limit, and its usual value. */
  limit?: { field: 'minutes' | 'days' | 'hours'; usual: number; most: number }
  ofWebhooks: boolean
}

export const CONDITIONS: Record<Rule['when'], Condition> = {
  webhookFailing: { words: 'A webhook fails', ofWebhooks: true },
  webhookDisabled: { words: 'The server disabled a webhook', ofWebhooks: true },
  backlogOlderThan: { words: 'A delivery has been due for', limit: { field: 'minutes', usual: 15, most: 10_080 }, ofWebhooks: true },
  consumerBehind: { words: 'A consumer has not acknowledged an event for', limit: { field: 'minutes', usual: 60, most: 10_080 }, ofWebhooks: true },
  certificateEnds: { words: 'A certificate ends within', limit: { field: 'days', usual: 21, most: 365 }, ofWebhooks: true },
  diskReserve: { words: 'A disk has reached its reserve', ofWebhooks: false },
  backupOlderThan: { words: 'The last backup is older than', limit: { field: 'hours', usual: 48, most: 8_760 }, ofWebhooks: false },
}

export const TYPES: Record<Channel['type'], string> = { mail: 'E-mail', slack: 'Slack', teams: 'Microsoft Teams', events: 'Operational events' }

/** What a rule looks for, with its limit. */
export function conditionWords(rule: Rule): string {
  const condition = CONDITIONS[rule.when]
  return condition.limit ? `${condition.words} ${(rule[condition.limit.field] ?? condition.limit.usual).toLocaleString('en')} ${condition.limit.field}` : condition.words
}
