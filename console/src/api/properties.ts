import { del, get, put } from './http'

export interface Property {
  name: string
  meaning: string
  type: string
  allowed: string
  default: string
  value: string
  source: 'default' | 'file'
  needsRestart: boolean
  warning: string | null
  secret: boolean
}

export const list = (signal?: AbortSignal) => get<Property[]>('/api/properties', undefined, signal)
export const save = (name: string, value: string) => put<Property>(`/api/properties/${encodeURIComponent(name)}`, { value })
export const reset = (name: string) => del<Property>(`/api/properties/${encodeURIComponent(name)}`)
