import { get, service, type Schema } from './calls'

export type Folder = Schema<'BrowseItem'>

export const children = async (path: string, signal?: AbortSignal) =>
  (await get('/services/browse', { query: { path, includeAsset: false }, signal })).filter((item) => item.directory)

export async function create(path: string): Promise<void> {
  const [said] = Object.values(await service('/services/createFolder', { path }))
  if (said !== 'created') throw new Error(said === 'already exists' ? 'A folder with this name already exists.' : (said ?? 'The server did not create the folder.'))
}
/** Makes a folder where there is none yet. */
export async function ensure(path: string): Promise<void> {
  const [said] = Object.values(await service('/services/createFolder', { path }))
  if (said !== 'created' && said !== 'already exists') throw new Error(said ?? 'The server did not create the folder.')
}
export const remove = (folderPath: string) => service('/services/remove', { folderPath })
