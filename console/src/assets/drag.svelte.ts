/** What is being dragged within the page: assets, or a folder. Files of the system are not among it. */
class Drag {
  assets = $state.raw<string[]>([])
  folder = $state('')

  get active(): boolean {
    return this.assets.length > 0 || this.folder !== ''
  }

  end(): void {
    this.assets = []
    this.folder = ''
  }
}

export const drag = new Drag()

function carry(event: DragEvent, name: string): void {
  if (!event.dataTransfer) return
  event.dataTransfer.effectAllowed = 'copyMove'
  event.dataTransfer.setData('text/plain', name)
  addEventListener('dragend', () => drag.end(), { once: true })
}

/** Begins to drag these assets. */
export function begin(event: DragEvent, ids: string[], name: string): void {
  drag.assets = ids
  drag.folder = ''
  carry(event, name)
}

/** Begins to drag a folder. */
export function beginFolder(event: DragEvent, path: string): void {
  drag.assets = []
  drag.folder = path
  carry(event, path)
}
