const KINDS: Record<string, string> = {
  resend: 'Resend',
  cancel: 'Cancel',
  recover: 'Recover',
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
  return kind === 'resend' || kind === 'recover' ? 'Queued' : 'Done'
}
