export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad'
  link?: { href: string; text: string }
  undo?: () => void
}

const SHOWN_MS = 6_000
const RELEASED_MS = 2_000

class Toasts {
  all = $state<Toast[]>([])
  spoken = $state('')
  /** The dialog in which messages stand now: beside it they could not be pressed, and would not be read out. */
  dialog = $state.raw<HTMLElement | undefined>(undefined)
  /** Those that are open, the topmost last, each with the number of the messages before it. */
  #dialogs: { dialog: HTMLElement; before: number }[] = []
  #told = 0
  #next = 1
  #held = false
  /** Those whose time ended while they were held. */
  #due: number[] = []

  add(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, tone: 'good', ...more }
    this.all.push(toast)
    this.#told++
    this.#place()
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
    this.#dialogs.push({ dialog, before: this.#told })
    this.#place()
    return () => {
      this.#dialogs = this.#dialogs.filter((one) => one.dialog !== dialog)
      this.#place()
    }
  }

  #place(): void {
    const top = this.#dialogs.at(-1)
    this.dialog = top && this.#told > top.before ? top.dialog : undefined
  }

  /** For screen readers only. */
  say(text: string): void {
    this.spoken = text
    this.#told++
    this.#place()
  }
}

export const toasts = new Toasts()
