const ASK_EVERY_MS = 2_000

/** Whether the server can be reached. A caller that could not reach it is called back as soon as it can. */
class Connection {
  lost = $state(false)
  #waiting = new Set<() => void>()
  #asking: ReturnType<typeof setInterval> | undefined

  failed(): void {
    if (this.lost) return
    this.lost = true
    this.#asking = setInterval(() => void this.#ask(), ASK_EVERY_MS)
  }

  worked(): void {
    if (!this.lost) return
    this.lost = false
    clearInterval(this.#asking)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const again of waiting) again()
  }

  /** Calls this once, when the server can be reached again. */
  whenBack(again: () => void): void {
    this.#waiting.add(again)
  }

  forget(again: () => void): void {
    this.#waiting.delete(again)
  }

  async #ask(): Promise<void> {
    try {
      // any response will do: it came from the server
      await fetch('/alive.txt', { cache: 'no-store', credentials: 'omit' })
      this.worked()
    } catch {
      /* not yet */
    }
  }
}

export const connection = new Connection()
