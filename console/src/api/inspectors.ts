import { del, get, patch, post, type Page } from './http'
import type { Header } from './deliveries'

export interface InspectorAnswer {
  status: number
  delayMs: number
  drop: boolean
  body: string
  retryAfter?: number | null
}

export interface Inspector extends InspectorAnswer {
  id: string
  url: string
}

export interface InspectedRequest {
  id: string
  at: string
  method: string
  path: string
  headers: Header[]
  body: string
  bodyBytes: number
  cut: boolean
  signature: 'valid' | 'invalid' | 'none'
  webhook: string | null
}

const BASE = '/api/inspectors'

function items<T>(answer: Page<T> | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.items
}

export const list = async (signal?: AbortSignal) => items(await get<Page<Inspector> | Inspector[]>(BASE, undefined, signal))
export const create = (answer: InspectorAnswer) => post<Inspector>(BASE, answer)
export const find = (id: string, signal?: AbortSignal) => get<Inspector>(`${BASE}/${id}`, undefined, signal)
export const change = (id: string, answer: Partial<InspectorAnswer>) => patch<Inspector>(`${BASE}/${id}`, answer)
export const remove = (id: string) => del<null>(`${BASE}/${id}`)
export const requests = async (id: string, signal?: AbortSignal) =>
  items(await get<Page<InspectedRequest> | InspectedRequest[]>(`${BASE}/${id}/requests`, undefined, signal))
export const clear = (id: string) => del<null>(`${BASE}/${id}/requests`)
