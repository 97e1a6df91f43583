import * as api from '../api/assets'
import * as folders from '../api/folders'
import { count, shown } from '../lib/format'
import { asApiError } from '../lib/loader.svelte'
import { toasts } from '../lib/toasts.svelte'

const DONE = { move: 'moved', copy: 'copied' } as const

/** The path of a name in a folder. */
export const within = (folder: string, name: string): string => `${folder.replace(/\/+$/, '')}/${name}`

/** The folder that a path is in. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Moves or copies assets into a folder, one after the other; what was moved can be moved back. */
export async function transfer(what: 'move' | 'copy', hits: api.Hit[], folder: string, back: () => void): Promise<void> {
  const done: api.Hit[] = []
  const run = what === 'move' ? api.move : api.copy
  for (const hit of hits) {
    const { errorCount } = await run(shown(hit.metadata.assetPath), within(folder, shown(hit.metadata.filename)))
    if (!errorCount) done.push(hit)
  }
  if (done.length < hits.length) {
    throw asApiError(`${count(hits.length - done.length, 'asset')} could not be ${DONE[what]}: they may be checked out, or you may not change one of the folders.${done.length ? ` ${count(done.length, 'asset')} ${done.length === 1 ? 'was' : 'were'} ${DONE[what]}.` : ''}`)
  }
  const undo = what === 'move' ? { undo: () => void moveBack(done, back) } : {}
  toasts.add(`${count(done.length, 'asset')} ${DONE[what]}`, undo)
}

async function moveBack(hits: api.Hit[], after: () => void): Promise<void> {
  try {
    for (const now of await api.byIds(hits.map((hit) => hit.id))) {
      const before = hits.find((hit) => hit.id === now.id)!
      await api.move(shown(now.metadata.assetPath), shown(before.metadata.assetPath))
    }
    toasts.add('Moved back')
    after()
  } catch (failure) {
    toasts.fail(failure)
  }
}

/** Moves or copies a folder with all that is in it; one that was moved can be moved back. */
export async function transferFolder(what: 'move' | 'copy', source: string, target: string, back: (from: string, to: string) => void): Promise<void> {
  if (what === 'move' && source === target) return
  await whole(what, source, target)
  if (what === 'copy') toasts.add(`${source} copied to ${parentOf(target)}`)
  else toasts.add(`${source} is ${target} now`, { undo: () => void moveFolderBack(target, source, back) })
}

async function whole(what: 'move' | 'copy', source: string, target: string): Promise<void> {
  const { errorCount } = await folders[what](source, target)
  if (errorCount) throw asApiError(`${count(errorCount, 'item')} could not be ${DONE[what]}: they may be checked out, or you may not change one of the folders.`)
}

async function moveFolderBack(from: string, to: string, after: (from: string, to: string) => void): Promise<void> {
  try {
    await whole('move', from, to)
    toasts.add('Moved back')
    after(from, to)
  } catch (failure) {
    toasts.fail(failure)
  }
}
