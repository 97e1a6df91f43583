/** Tokens that were just made and are shown once; gone with the page. */
class Tokens {
  shown = $state<Record<string, string>>({})

  show(id: string, token: string): void {
    this.shown = { [id]: token }
  }

  hide(): void {
    this.shown = {}
  }
}

export const tokens = new Tokens()
