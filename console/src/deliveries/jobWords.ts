const KINDS: Record<string, string> = {
  resend: 'Resend',
  cancel: 'Cancel',
  recover: 'Recover',
  fix: 'Fix and recover',
  simulate: 'Simulate',
  update: 'Update assets',
  transfer: 'Move or copy assets',
  remove: 'Remove assets',
}

/** What a job does, for people; a kind that is new to this page by its own name. */
export const kindName = (kind: string) => KINDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll(/[_-]/g, ' ')

/** What became of the items of a job that went well. */
export function doneWord(kind: string) {
  if (kind === 'cancel') return 'Cancelled'
  return kind === 'resend' || kind === 'recover' || kind === 'fix' ? 'Queued' : 'Done'
}

/** What a step of a fix does. */
export const STEP_NAMES: Record<string, string> = {
  test: 'Send a test',
  enable: 'Enable the webhook',
  recover: 'Send what it missed',
  resend: 'Resend what failed',
}

/** A word and a mark for how far a step is: no colour stands alone. */
export const STEP_STATES: Record<string, { word: string; mark: string }> = {
  waiting: { word: 'not begun', mark: '○' },
  running: { word: 'under way', mark: '…' },
  done: { word: 'done', mark: '✓' },
  failed: { word: 'failed', mark: '✗' },
  stopped: { word: 'stopped', mark: '■' },
  skipped: { word: 'not needed, as its events are fetched', mark: '–' },
}
