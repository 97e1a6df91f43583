import { get, service, type Schema } from './calls'

export type Folder = Schema<'BrowseItem'>

export const children = async (path: string, signal?: AbortSignal) =>
  (await get('/services/browse', { query: { path, includeAsset: false }, signal })).filter((item) => item.directory)

export async function create(path: string): Promise<void> {
  const [said] = Object.values(await service('/services/createFolder', { path }))
  if (said !== 'created') throw new Error(said === 'already exists' ? 'There is a folder of this name already.' : (said ?? 'Nothing was made.'))
}
export const remove = (folderPath: string) => service('/services/remove', { folderPath })
