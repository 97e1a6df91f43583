/** What time it is, every ten seconds; for times that are told relative to now. */
class Clock {
  now = $state(new Date())

  constructor() {
    setInterval(() => {
      if (!document.hidden) this.now = new Date()
    }, 10_000)
  }
}

export const clock = new Clock()
