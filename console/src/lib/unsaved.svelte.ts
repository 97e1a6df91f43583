/** Forms with unsaved changes: the user is asked before leaving one. */
class Unsaved {
  /** What the user was about to do when this asked; null = nothing is asked. */
  leaving = $state.raw<(() => void) | null>(null)
  readonly #forms = new Set<readonly string[]>()

  /**
   * Holds a form until the returned function is called.
   *
   * @param params those of the address, beside its path, that the form stands and falls with
   */
  hold(params: readonly string[] = []): () => void {
    const form = [...params]
    this.#forms.add(form)
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => {
      this.#forms.delete(form)
      removeEventListener('beforeunload', ask)
    }
  }

  /** Whether going from one address to the other closes a form that is held. */
  closes(from: URL, to: URL): boolean {
    return [...this.#forms].some((form) => from.pathname !== to.pathname || form.some((name) => from.searchParams.get(name) !== to.searchParams.get(name)))
  }

  /** Does this, after a question where a form is held. */
  first(act: () => void): void {
    if (this.#forms.size) this.leaving = act
    else act()
  }
}

export const unsaved = new Unsaved()
