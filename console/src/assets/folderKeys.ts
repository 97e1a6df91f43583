/** The Tab key stops once in a tree of folders; the arrows lead on, open and close. */
export function folderKeys(tree: HTMLElement): () => void {
  const all = () => [...tree.querySelectorAll<HTMLElement>('.folder')]
  const twist = (folder: HTMLElement) => folder.parentElement!.querySelector<HTMLElement>('.twist')!
  const depth = (folder: HTMLElement) => Number(folder.parentElement!.dataset.depth)
  const isOpen = (folder: HTMLElement) => twist(folder).getAttribute('aria-expanded') === 'true'
  let at: HTMLElement | null = null

  function oneStop(): void {
    const folders = all()
    const stop = at && folders.includes(at) ? at : (folders.find((one) => one.matches('[aria-current], [aria-pressed="true"]')) ?? folders[0])
    for (const one of folders) one.tabIndex = one === stop ? 0 : -1
  }

  const KEYS: Record<string, (folders: HTMLElement[], here: number) => HTMLElement | undefined> = {
    ArrowDown: (folders, here) => folders[here + 1],
    ArrowUp: (folders, here) => folders[here - 1],
    Home: (folders) => folders[0],
    End: (folders) => folders.at(-1),
    ArrowRight(folders, here) {
      if (!isOpen(folders[here]!)) twist(folders[here]!).click()
      else if (folders[here + 1] && depth(folders[here + 1]!) > depth(folders[here]!)) return folders[here + 1]
      return undefined
    },
    ArrowLeft(folders, here) {
      if (!isOpen(folders[here]!)) return folders.slice(0, here).findLast((one) => depth(one) < depth(folders[here]!))
      twist(folders[here]!).click()
      return undefined
    },
  }

  function onKey(event: KeyboardEvent): void {
    const folders = all()
    const here = folders.indexOf(event.target as HTMLElement)
    const step = KEYS[event.key]
    if (here < 0 || !step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    step(folders, here)?.focus()
  }

  function onFocus(event: FocusEvent): void {
    if (!(event.target as HTMLElement).matches('.folder')) return
    at = event.target as HTMLElement
    oneStop()
  }

  const changes = new MutationObserver(oneStop)
  changes.observe(tree, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-current', 'aria-pressed'] })
  tree.addEventListener('keydown', onKey)
  tree.addEventListener('focusin', onFocus)
  oneStop()
  return () => {
    changes.disconnect()
    tree.removeEventListener('keydown', onKey)
    tree.removeEventListener('focusin', onFocus)
  }
}
