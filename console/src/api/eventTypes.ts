import { get } from './http'

export interface EventTypeRow {
  name: string
  group: 'asset' | 'folder' | 'authkey' | 'operational'
  title: string
  summary: string
  firesWhen: string[]
  notWhen: string[]
  version: number | string
  since: string
  webhooks: number
}

export interface EventTypeDetail extends EventTypeRow {
  schema: Record<string, unknown>
  example: Record<string, unknown>
  fields: { path: string; type: string; description: string }[]
  changes: unknown[]
}

const BASE = '/api/event-types'

export const list = (signal?: AbortSignal) => get<EventTypeRow[]>(BASE, undefined, signal)
export const find = (name: string, signal?: AbortSignal) => get<EventTypeDetail>(`${BASE}/${name}`, undefined, signal)
export const schemaUrl = (name: string) => `${BASE}/${name}/schema`
export const codeUrl = (file: 'types.ts' | 'types.java') => `${BASE}/${file}`
