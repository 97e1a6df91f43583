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
  #next = 1
  #held = false
  /** Those whose time ended while they were held. */
  #due: number[] = []

  add(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, tone: 'good', ...more }
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

  /** For screen readers only. */
  say(text: string): void {
    this.spoken = text
  }
}

export const toasts = new Toasts()
