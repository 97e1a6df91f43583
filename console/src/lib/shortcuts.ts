import { preferences } from './preferences.svelte'

export type Keys = Record<string, () => void>

/** Whether the user is typing there, so that letters are just letters. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName)) && !isBox(target)
}

function isBox(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio')
}

const SECOND_KEY_WITHIN_MS = 1_200

/** Listens for keys such as "?", "j" or "g w" until the returned function is called. */
export function listen(keys: Keys): () => void {
  let first = ''
  let at = 0
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
    if (document.querySelector('dialog[open]')) return
    if (event.key.length === 1 && !preferences.letterKeys) return
    const pair = first && event.timeStamp - at < SECOND_KEY_WITHIN_MS ? `${first} ${event.key}` : ''
    const action = keys[pair] ?? keys[event.key]
    first = event.key
    at = event.timeStamp
    if (action) {
      event.preventDefault()
      first = ''
      action()
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}
