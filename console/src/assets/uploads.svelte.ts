import { create, type Upload } from '../api/uploads'
import { asApiError } from '../lib/loader.svelte'

export interface Queued {
  id: number
  file: File
  folder: string
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'
  sent: number
  error: string
  assetId: string
}

const AT_ONCE = 3

/** Files on their way to the server, a few at a time. */
class UploadQueue {
  all = $state<Queued[]>([])
  /** Counts up with each file that has arrived. */
  arrived = $state(0)
  #running = new Map<number, Upload>()
  #next = 1

  get busy(): boolean {
    return this.all.some((one) => one.state === 'waiting' || one.state === 'sending')
  }

  add(files: Iterable<File>, folder: string): void {
    for (const file of files) {
      this.all.push({ id: this.#next++, file, folder, state: 'waiting', sent: 0, error: '', assetId: '' })
    }
    this.#startNext()
  }

  cancel(id: number): void {
    const one = this.#find(id)
    if (!one) return
    if (one.state === 'waiting') one.state = 'cancelled'
    this.#running.get(id)?.cancel()
  }

  retry(id: number): void {
    const one = this.#find(id)
    if (!one) return
    Object.assign(one, { state: 'waiting', sent: 0, error: '' })
    this.#startNext()
  }

  /** Forgets what has ended. */
  clear(): void {
    this.all = this.all.filter((one) => one.state === 'waiting' || one.state === 'sending')
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
    const upload = create(one.file, one.folder, (sent) => (one.sent = sent))
    this.#running.set(one.id, upload)
    try {
      const hit = await upload.done
      Object.assign(one, { state: 'done', sent: one.file.size, assetId: hit.id })
      this.arrived++
    } catch (failure) {
      const error = asApiError(failure)
      Object.assign(one, { state: error.code === 'Cancelled' ? 'cancelled' : 'failed', error: error.message })
    }
    this.#running.delete(one.id)
    this.#startNext()
  }
}

export const uploads = new UploadQueue()
