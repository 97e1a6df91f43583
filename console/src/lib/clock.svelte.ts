import { skew } from './time'

/** What time it is at the server, every second; for times that are told relative to now. */
class Clock {
  now = $state(new Date())
  #ahead = 0

  constructor() {
    setInterval(() => {
      if (!document.hidden) this.#tick()
    }, 1_000)
  }

  /** An answer has come: times in it are by the server's clock, so that is ours from here on. */
  heard(header: string | null, sentAt: number) {
    const before = this.#ahead
    this.#ahead = skew(header, sentAt, Date.now())
    if (Math.abs(this.#ahead - before) > 1_000) this.#tick()
  }

  #tick() {
    this.now = new Date(Date.now() + this.#ahead)
  }
}

export const clock = new Clock()
