import { counted } from './assets'
import { get, service, type Schema } from './calls'

export type Folder = Schema<'BrowseItem'>
/** A folder by its path; `permissions` are letters as those of an asset. */
export type FolderAt = Schema<'Folder'>

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
/** One folder, with what the caller may do in it; its path is not the root's. */
export const at = (path: string, signal?: AbortSignal) => get('/api/folder/get', { query: { path, metadataToReturn: 'none' }, signal })
/** Moves or renames a folder with all that is in it; a target that is there is refused. */
export const move = (source: string, target: string) => counted(service('/services/move', { source, target, folderReplacePolicy: 'THROW_EXCEPTION' }))
/** Copies a folder with all that is in it; where the target is there, the copy gets another name. */
export const copy = (source: string, target: string) => counted(service('/services/copy', { source, target }))
export const remove = (folderPath: string) => counted(service('/services/remove', { folderPath }))
