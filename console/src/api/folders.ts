import { get, service } from './http'

export interface Folder {
  name: string
  assetPath: string
  directory: boolean
}

export const children = async (path: string, signal?: AbortSignal) =>
  (await get<Folder[]>('/services/browse', { path, includeAsset: false }, signal)).filter((item) => item.directory)

export async function create(path: string): Promise<void> {
  const answer = await service<Record<string, string>>('/services/createFolder', { path })
  const [said] = Object.values(answer)
  if (said !== 'created') throw new Error(said === 'already exists' ? 'There is a folder of this name already.' : (said ?? 'Nothing was made.'))
}
export const remove = (folderPath: string) => service<{ processedCount: number; errorCount: number }>('/services/remove', { folderPath })
