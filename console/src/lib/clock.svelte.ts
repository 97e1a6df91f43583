import { skew } from './time'

/** The server's time, every second; for times that are shown relative to now. */
class Clock {
  now = $state(new Date())
  #ahead = 0

  constructor() {
    // the units of the console have no page
    if (typeof document === 'undefined') return
    setInterval(() => {
      if (!document.hidden) this.#tick()
    }, 1_000)
  }

  /** Follows the server's clock, by the Date header of a response: the times in it are by that clock. */
  synchronize(header: string | null, sentAt: number) {
    const before = this.#ahead
    this.#ahead = skew(header, sentAt, Date.now())
    if (Math.abs(this.#ahead - before) > 1_000) this.#tick()
  }

  #tick() {
    this.now = new Date(Date.now() + this.#ahead)
  }
}

export const clock = new Clock()
