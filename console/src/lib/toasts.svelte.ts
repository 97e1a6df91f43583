export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad'
  link?: { href: string; text: string }
  undo?: () => void
}

const SHOWN_MS = 6_000

class Toasts {
  all = $state<Toast[]>([])
  spoken = $state('')
  #next = 1

  add(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, tone: 'good', ...more }
    this.all.push(toast)
    // what failed, and what can be undone, waits until it is dismissed or twice as long
    const factor = toast.tone === 'bad' ? 3 : toast.undo ? 2 : 1
    setTimeout(() => this.drop(toast.id), SHOWN_MS * factor)
  }

  fail(failure: unknown): void {
    const text = failure instanceof Error ? failure.message : String(failure)
    this.add(text, { tone: 'bad' })
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id)
  }

  /** For screen readers only. */
  say(text: string): void {
    this.spoken = text
  }
}

export const toasts = new Toasts()
