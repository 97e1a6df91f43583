import * as api from '../api/trash'
import { count } from '../lib/format'
import { Loader } from '../lib/loader.svelte'
import { toasts } from '../lib/toasts.svelte'

/** What becomes of removed assets. */
class Trash {
  readonly #days = new Loader<number>()
  /** Counts up when assets came back. */
  restored = $state(0)

  /** For how many days removed assets can be restored; 0 where they cannot, undefined until it is known. */
  get days(): number | undefined {
    return this.#days.data
  }

  load(): void {
    void this.#days.run(async (signal) => (await api.list({}, 1, null, signal)).trashDays)
  }

  /** A message about assets that were removed, which offers to undo that if it is possible and the user may. */
  removed(text: string, ids: string[] | (() => Promise<string[]>), mayRestore: boolean): void {
    toasts.add(text, this.days && mayRestore ? { undo: () => void this.#undo(ids) } : {})
  }

  async #undo(ids: string[] | (() => Promise<string[]>)): Promise<void> {
    try {
      // what could not be removed is not in the trash
      await this.restore(typeof ids === 'function' ? await ids() : ids, [404])
    } catch (failure) {
      toasts.fail(failure)
    }
  }

  /** Restores assets, and says what became of it. */
  async restore(ids: string[], ignored: number[] = []): Promise<void> {
    const all = await api.restore(ids)
    const failed = all.failed.filter(({ status }) => !all.restored.length || !ignored.includes(status))
    if (all.restored.length) toasts.add(all.restored.length === 1 ? `Restored ${all.restored[0]!.assetPath}` : `${count(all.restored.length, 'asset')} restored`)
    if (failed.length) toasts.fail(`${count(failed.length, 'asset')} could not be restored: ${failed[0]!.message}`)
    this.restored++
  }
}

export const trash = new Trash()
