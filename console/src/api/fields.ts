import { get, type Schema } from './calls'

export type Field = Schema<'Field'>
export type FieldGroup = Schema<'FieldGroup'>

/** The declared fields, in the groups in which people see them. */
export const groups = async (signal?: AbortSignal): Promise<FieldGroup[]> => (await get('/api/fields', { signal })).groups
