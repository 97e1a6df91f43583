import { ApiError } from './http'
import { del, get, link, post, type ResponseOf, type Schema } from './calls'

export type TrashedAsset = Schema<'TrashedAsset'>
export type TrashPage = ResponseOf<'/api/trash', 'get'>
export type Restored = ResponseOf<'/api/trash/restore', 'post'>

export interface Filter {
  name: string
  folder: string
  removedBy: string
}

/** As many as one request may restore. */
const AT_ONCE = 100

export const list = (filter: Partial<Filter>, limit: number, cursor: string | null, signal?: AbortSignal) =>
  get('/api/trash', { query: { name: filter.name || null, folder: filter.folder || null, removedBy: filter.removedBy || null, limit, cursor }, signal })

/** Restores assets; where a place is taken they get other names. */
export async function restore(ids: string[]): Promise<Restored> {
  const all: Restored = { restored: [], failed: [] }
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const { restored, failed } = await post('/api/trash/restore', { json: { ids: ids.slice(from, from + AT_ONCE), onConflict: 'rename' } })
    all.restored.push(...restored)
    all.failed.push(...failed)
  }
  return all
}

/** Deletes assets for good; how many that was. Those that are not there any more are left out. */
export async function remove(ids: string[]): Promise<number> {
  let all = 0
  for (const id of ids) {
    try {
      await del('/api/trash/{id}', { path: { id } })
      all++
    } catch (failure) {
      if (!(failure instanceof ApiError && failure.status === 404)) throw failure
    }
  }
  return all
}

/** Deletes all that the user sees for good; how many that was. */
export async function empty(): Promise<number> {
  let all = 0
  for (;;) {
    const { deleted, more } = await del('/api/trash', { query: { everything: true } })
    all += deleted
    if (!more) return all
  }
}

export const thumbnail = (id: string) => link('/api/trash/{id}/thumbnail', { path: { id } })

/** When the asset that was removed last from a folder was removed; empty where there is none. */
export const newest = async (folder: string) => (await list({ folder }, 1, null)).items[0]?.removedAt ?? ''

/** The ids of assets of a folder that were removed after this time. */
export async function removedAfter(folder: string, time: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: TrashPage = await list({ folder }, 200, cursor)
    const later = page.items.filter(({ removedAt }) => removedAt > time)
    ids.push(...later.map(({ id }) => id))
    cursor = later.length === page.items.length ? page.next : null
  } while (cursor)
  return ids
}
