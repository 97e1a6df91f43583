import { sameFile, type Hit } from '../api/assets'
import type { ApiError } from '../api/http'
import { checkIn, create, idAt, type Upload } from '../api/uploads'
import * as folders from '../api/folders'
import { shown } from '../lib/format'
import { asApiError } from '../lib/loader.svelte'
import type { DroppedFile } from './dropped'

/** What becomes of a file whose name is taken in its folder. */
export type Resolution = 'version' | 'rename' | 'skip'

export interface Queued {
  id: number
  file: File
  folder: string
  state: 'waiting' | 'sending' | 'conflict' | 'done' | 'failed' | 'cancelled' | 'skipped'
  /** What the user chose for a taken name. */
  resolution?: Resolution
  /** The asset that has the name already. */
  taken: string
  sent: number
  error: string
  assetId: string
  /** Other assets with the same file. */
  same: Hit[]
}

const AT_ONCE = 3
const ENDED = ['done', 'failed', 'cancelled', 'skipped']

/**
 * Files on their way to the server, a few at a time. It belongs to no page: it goes on while the user
 * looks at others.
 */
class UploadQueue {
  all = $state<Queued[]>([])
  /** Counts up with each file that has arrived. */
  arrived = $state(0)
  /** What the user chose for all conflicts that are still to come. */
  #forAll: Resolution | undefined
  #running = new Map<number, { cancel: () => void }>()
  /** The looks for the same file elsewhere: one after the other, beside what is sent. */
  #looking = Promise.resolve()
  #next = 1

  /** Whether something is sent or is about to be. */
  get busy(): boolean {
    return this.all.some((one) => one.state === 'waiting' || one.state === 'sending')
  }

  /** Whether something would be lost if the page were left. */
  get unfinished(): boolean {
    return this.all.some((one) => !ENDED.includes(one.state))
  }

  get conflicts(): Queued[] {
    return this.all.filter((one) => one.state === 'conflict')
  }

  add(files: Iterable<DroppedFile | File>, folder: string): void {
    if (!this.unfinished) this.#forAll = undefined
    for (const one of files) {
      const { file, path } = one instanceof File ? { file: one, path: '' } : one
      this.all.push({ id: this.#next++, file, folder: inside(folder, path), state: 'waiting', taken: '', sent: 0, error: '', assetId: '', same: [] })
    }
    this.#startNext()
  }

  /** Makes folders that hold no file. */
  async addFolders(paths: string[], folder: string): Promise<void> {
    for (const path of paths) await folders.ensure(inside(folder, path))
    if (paths.length) this.arrived++
  }

  cancel(id: number): void {
    const one = this.#find(id)
    if (!one) return
    if (one.state === 'waiting' || one.state === 'conflict') one.state = 'cancelled'
    this.#running.get(id)?.cancel()
  }

  retry(id: number): void {
    const one = this.#find(id)
    if (!one) return
    Object.assign(one, { state: 'waiting', sent: 0, error: '' })
    this.#startNext()
  }

  /** Decides about one conflict, or about all of them and those to come. */
  resolve(id: number, resolution: Resolution, all: boolean): void {
    if (all) this.#forAll = resolution
    for (const one of this.conflicts) {
      if (one.id === id || all) Object.assign(one, resolution === 'skip' ? { state: 'skipped' } : { state: 'waiting', resolution })
    }
    this.#startNext()
  }

  /** Forgets what has ended. */
  clear(): void {
    this.all = this.all.filter((one) => !ENDED.includes(one.state))
  }

  #find(id: number): Queued | undefined {
    return this.all.find((one) => one.id === id)
  }

  #startNext(): void {
    for (const one of this.all) {
      if (this.#running.size >= AT_ONCE) return
      if (one.state === 'waiting') void this.#send(one)
    }
  }

  async #send(one: Queued): Promise<void> {
    one.state = 'sending'
    let stopped = false
    this.#running.set(one.id, { cancel: () => (stopped = true) })
    try {
      const upload = await this.#begin(one)
      if (upload) {
        this.#running.set(one.id, upload)
        if (stopped) upload.cancel()
        const hit = await upload.done
        Object.assign(one, { state: 'done', sent: one.file.size, assetId: hit.id })
        this.arrived++
        this.#looking = this.#looking.then(() => this.#look(one, shown(hit.metadata.firstExtractedChecksum)))
      } else if (stopped) one.state = 'cancelled'
    } catch (failure) {
      await this.#failed(one, asApiError(failure))
    }
    this.#running.delete(one.id)
    this.#startNext()
  }

  /** Looks before it sends, so that nothing is sent in vain; null where the user is asked first. */
  async #begin(one: Queued): Promise<Upload | null> {
    const progress = (sent: number) => (one.sent = Math.min(sent, one.file.size))
    const resolution = one.resolution ?? this.#forAll
    if (resolution === 'rename') return create(one.file, one.folder, true, progress)
    const taken = await idAt(inside(one.folder, one.file.name))
    if (!taken) return create(one.file, one.folder, false, progress)
    if (resolution === 'version') return checkIn(taken, one.file, progress)
    Object.assign(one, resolution === 'skip' ? { state: 'skipped' } : { state: 'conflict', taken })
    return null
  }

  /** Where else the same file is. Without this look, nothing is missing but the warning. */
  async #look(one: Queued, checksum: string): Promise<void> {
    // files without bytes are all the same
    if (checksum && one.file.size) one.same = await sameFile(checksum, one.assetId).catch(() => [])
  }

  async #failed(one: Queued, error: ApiError): Promise<void> {
    // someone else took the name meanwhile
    const taken = error.code === 'PathAlreadyExistsException' ? await idAt(inside(one.folder, one.file.name)).catch(() => null) : null
    if (taken) Object.assign(one, { state: 'conflict', taken })
    else Object.assign(one, { state: error.code === 'Cancelled' ? 'cancelled' : 'failed', error: error.code === 'Cancelled' ? '' : error.message })
  }
}

const inside = (folder: string, path: string) => (path ? `${folder === '/' ? '' : folder}/${path}` : folder)

export const uploads = new UploadQueue()

addEventListener('beforeunload', (event) => {
  if (uploads.unfinished) event.preventDefault()
})
