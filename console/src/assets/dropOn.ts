import { drag } from './drag.svelte'

const TARGET = 'target'

/** Whether what is dragged can be dropped into this folder. */
function fits(folder: string | undefined): boolean {
  if (!drag.active) return false
  return !drag.folder || folder === undefined || (folder !== drag.folder && !folder.startsWith(`${drag.folder}/`))
}

/**
 * Takes what is dragged within the page; with Ctrl or Alt it is meant as a copy.
 *
 * @param folder where the element is a folder: one is not dropped into itself
 */
export function dropOn(dropped: (copy: boolean) => void, folder?: string): (element: HTMLElement) => () => void {
  return (element) => {
    const over = (event: DragEvent) => {
      if (!fits(folder)) return
      event.preventDefault()
      element.classList.add(TARGET)
    }
    const leave = (event: DragEvent) => {
      if (!element.contains(event.relatedTarget as Node | null)) element.classList.remove(TARGET)
    }
    const drop = (event: DragEvent) => {
      element.classList.remove(TARGET)
      if (!fits(folder)) return
      event.preventDefault()
      dropped(event.ctrlKey || event.altKey)
    }
    element.addEventListener('dragover', over)
    element.addEventListener('dragleave', leave)
    element.addEventListener('drop', drop)
    return () => {
      element.removeEventListener('dragover', over)
      element.removeEventListener('dragleave', leave)
      element.removeEventListener('drop', drop)
    }
  }
}
