export interface HealthShown {
  word: string
  shape: string
  tone: 'good' | 'warn' | 'bad' | ''
  /** The rule behind the word. */
  rule?: string
}

/** A word and a shape for a webhook's health: no colour stands alone. */
export function healthOf(health: string, disabledReason: string | null): HealthShown {
  switch (health) {
    case 'healthy':
      return { word: 'Healthy', shape: '●', tone: 'good', rule: 'At least 95 % of the last 50 attempts succeeded, or the last 5 did and the last failure is more than an hour ago' }
    case 'degraded':
      return { word: 'Degraded', shape: '◐', tone: 'warn', rule: 'Fewer than 95 % of the last 50 attempts succeeded' }
    case 'failing':
      return { word: 'Failing', shape: '▲', tone: 'bad', rule: 'The last 5 attempts or more failed, or a delivery used up its retries, and none has succeeded since' }
    case 'disabled':
      return byHand(disabledReason)
        ? { word: 'Disabled by hand', shape: '■', tone: '' }
        : { word: 'Disabled automatically', shape: '■', tone: 'bad' }
    default:
      return { word: 'No deliveries yet', shape: '○', tone: '' }
  }
}

export function byHand(reason: string | null): boolean {
  return reason === null || reason === 'manual'
}

/** The order in which the list shows the worst first; a webhook that a user disabled is not among the worst. */
export function badness(health: string, disabledReason: string | null = 'failures'): number {
  const known = health === 'disabled' && byHand(disabledReason) ? 'by hand' : health
  return ['failing', 'disabled', 'degraded', 'by hand', 'healthy', 'none'].indexOf(known) + 1 || 9
}
