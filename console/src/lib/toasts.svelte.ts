import { untrack } from 'svelte'

export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad'
  /** When it came, in milliseconds. */
  at: number
  /** It was read out where it stood before, and is not again where it stands now. */
  told: boolean
  link?: { href: string; text: string }
  undo?: () => void
}

const SHOWN_MS = 6_000
const RELEASED_MS = 2_000
/** What stands for so long is read out. A dialog that closes in the moment of its message takes it back before that. */
const READ_OUT_MS = 400

class Toasts {
  all = $state<Toast[]>([])
  spoken = $state('')
  /** The dialog in which messages stand now: beside it they could not be pressed, and would not be read out. */
  dialog = $state.raw<HTMLElement | undefined>(undefined)
  /** The topmost dialog: what is said only is said in it. */
  top = $state.raw<HTMLElement | undefined>(undefined)
  /** Those that are open, the topmost last, each with the number of the messages before it. */
  #dialogs: { dialog: HTMLElement; before: number }[] = []
  /** Puts the messages where they stand; set by the page. */
  stand: () => void = () => {}
  #added = 0
  #spokenAt = 0
  #next = 1
  #held = false
  /** Those whose time ended while they were held. */
  #due: number[] = []

  add(text: string, more: Partial<Pick<Toast, 'tone' | 'link' | 'undo'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, tone: 'good', at: Date.now(), told: false, ...more }
    this.#added++
    untrack(() => this.#place())
    this.all.push(toast)
    // what failed, and what can be undone, waits until it is dismissed or twice as long
    const factor = toast.tone === 'bad' ? 3 : toast.undo ? 2 : 1
    setTimeout(() => this.#end(toast.id), SHOWN_MS * factor)
  }

  fail(failure: unknown): void {
    const text = failure instanceof Error ? failure.message : String(failure)
    this.add(text, { tone: 'bad' })
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id)
    // the focus goes with it, and may not say so
    this.release()
  }

  /** While the user is at them, they stay. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    for (const id of this.#due.splice(0)) setTimeout(() => this.#end(id), RELEASED_MS)
  }

  #end(id: number): void {
    if (this.#held) this.#due.push(id)
    else this.drop(id)
  }

  /** Messages of the time when this dialog is open stand in it. */
  into(dialog: HTMLElement): () => void {
    this.#dialogs.push({ dialog, before: this.#added })
    untrack(() => this.#place())
    return () => {
      this.#dialogs = this.#dialogs.filter((one) => one.dialog !== dialog)
      // once the dialog is taken from the page: effects that have run already would not see it
      queueMicrotask(() => {
        this.#place()
        this.stand()
      })
    }
  }

  /** A part of the page that comes to another place is read out again, so what was read out before is marked, or taken away. */
  #place(): void {
    const last = this.#dialogs.at(-1)
    const before = Date.now() - READ_OUT_MS
    if (last?.dialog !== this.top) {
      if (this.#spokenAt <= before) this.spoken = ''
      this.top = last?.dialog
    }
    const dialog = last && this.#added > last.before ? last.dialog : undefined
    if (dialog === this.dialog) return
    for (const toast of this.all) toast.told ||= toast.at <= before
    this.dialog = dialog
    // a focus or a pointer that was at them is not any more, and may not say so
    this.release()
  }

  /** For screen readers only. */
  say(text: string): void {
    this.spoken = text
    this.#spokenAt = Date.now()
  }
}

export const toasts = new Toasts()
