import type { Hit } from './assets'
import { get, service, type Schema } from './calls'

export const TYPES = ['related', 'references', 'contains', 'duplicate', 'variation'] as const
export type RelationType = (typeof TYPES)[number]

/** How a hit is related to the asset that was asked for. */
export interface Relation {
  relationId: string
  relationType: RelationType
  target1Id: string
  target2Id: string
  relationMetadata: Record<string, unknown>
}

export interface Related {
  hit: Hit
  relation: Relation
}

export const RELATED_MAX = 500

const related = (hits: Hit[]): Related[] => hits.flatMap((hit) => (hit.relation ? [{ hit, relation: hit.relation as unknown as Relation }] : []))

async function find(id: string, target: 'any' | 'child' | 'parent', type: RelationType | '', signal?: AbortSignal): Promise<{ all: Related[]; total: number }> {
  const q = `relatedTo:${id} relationTarget:${target}${type && ` relationType:${type}`}`
  const found = await get('/services/search', { query: { q, num: RELATED_MAX, sort: 'name-asc' }, signal })
  return { all: related(found.hits), total: found.totalHits }
}

/** What an asset is related to, in any way. */
export const of = (id: string, signal?: AbortSignal) => find(id, 'any', '', signal)
/** What is in a collection. */
export const members = (id: string, signal?: AbortSignal) => find(id, 'child', 'contains', signal)

export const create = (relationType: RelationType, target1Id: string, target2Id: string, said?: Record<string, unknown>) =>
  service('/services/createRelation', { relationType, target1Id, target2Id, ...(said && { metadata: JSON.stringify(said) }) })
export const remove = (relationIds: string[]) => service('/services/removeRelation', { relationIds: relationIds.join(',') })

export const collect = (collectionId: string, childIds: string[]) => service('/services/collection/add', { collectionId, childIds: childIds.join(',') }) as Promise<Schema<'Counts'>>
export const takeOut = (collectionId: string, childIds: string[]) => service('/services/collection/remove', { collectionId, childIds: childIds.join(',') }) as Promise<Schema<'Counts'>>

/** Makes an empty collection in a folder. */
export const createCollection = (folder: string, name: string) => service('/services/create', { assetPath: `${folder.replace(/\/+$/, '')}/${name}.collection`, autoRename: 'false' })
const COLLECTIONS_MAX = 100
/** The collections that the user sees, by name. */
export const collections = async (signal?: AbortSignal) => (await get('/services/search', { query: { q: 'extension:collection', num: COLLECTIONS_MAX, sort: 'name-asc', metadataToReturn: 'name,assetPath,filename' }, signal })).hits
