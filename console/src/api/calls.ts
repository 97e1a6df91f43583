import type { components, paths } from '#openapi'
import { call, withQuery, type Query } from './http'

/** The schema of this name in the description of the API. */
export type Schema<N extends keyof components['schemas']> = components['schemas'][N]

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Described = { responses: unknown }
type Path<M extends Method> = { [P in keyof paths]: paths[P][M] extends Described ? P : never }[keyof paths]

type Json<C> = C extends { 'application/json': infer J } ? J : null
type SuccessOf<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202 | 204)] : never
/** The body of a successful response. */
export type ResponseOf<P extends Path<M>, M extends Method> = SuccessOf<paths[P][M]> extends infer A ? (A extends { content: infer C } ? Json<C> : null) : never

type Value<T> = T extends number | boolean ? T : string
type Nothing = Record<never, never>
type Known<Q> = [Q] extends [never] ? Nothing : { [N in keyof Q]?: Value<Exclude<Q[N], undefined>> | null | undefined }
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Known<NonNullable<Q>> : Nothing
type VariablesOf<P extends keyof paths> = paths[P] extends { parameters: { path: infer V } } ? { path: { [N in keyof V]: string } } : { path?: never }
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer J } } } ? { json: J } : O extends { requestBody?: { content: { 'application/json': infer J } } } ? { json?: J } : { json?: never }
type FormOf<O> = O extends { requestBody?: { content: { 'application/x-www-form-urlencoded': infer F } } } ? { [N in keyof F]?: string } : never

/** Nothing beside what is described, also where it comes from a variable. */
export type Exactly<T, Known> = T & { [N in Exclude<keyof T, keyof Known>]: never }
type Given<P extends Path<M>, M extends Method> = VariablesOf<P> & BodyOf<paths[P][M]> & { signal?: AbortSignal | undefined }
type Arguments<P extends Path<M>, M extends Method, Q> = Nothing extends Given<P, M>
  ? [given?: Given<P, M> & { query?: Exactly<Q, QueryOf<paths[P][M]>> }]
  : [given: Given<P, M> & { query?: Exactly<Q, QueryOf<paths[P][M]>> }]

/** The caller handles a 401: it is about to log in. */
interface Anonymous {
  anonymous?: boolean
}

interface Loosely {
  path?: Record<string, string>
  query?: Query
  json?: unknown
  signal?: AbortSignal
}

/** The address of a path with its variables. */
export function filled(path: string, variables: Record<string, string> = {}): string {
  return path.replaceAll(/\{(\w+)}/g, (_, name: string) => encodeURIComponent(variables[name] ?? ''))
}

/** Requests with one method: path, query, body and response are those of the server's own description. */
function by<M extends Method>(method: M) {
  return <P extends Path<M>, Q extends QueryOf<paths[P][M]>>(path: P, ...[given]: Arguments<P, M, Q>): Promise<ResponseOf<P, M>> => {
    const { path: variables, query, json, signal } = (given ?? {}) as Loosely
    return call(method.toUpperCase(), filled(path, variables), {
      ...(query && { query }),
      ...(json !== undefined && { json }),
      ...(signal && { signal }),
    })
  }
}

export const get = by('get')
export const post = by('post')
export const put = by('put')
export const patch = by('patch')
export const del = by('delete')

/** A request to /services, which takes a form. */
export const service = <P extends Path<'post'>, F extends FormOf<paths[P]['post']>>(
  path: P,
  form: Exactly<F, FormOf<paths[P]['post']>>,
  ...[given]: Nothing extends VariablesOf<P> ? [given?: Anonymous] : [given: VariablesOf<P>]
): Promise<ResponseOf<P, 'post'>> => {
  const { path: variables, anonymous = false } = (given ?? {}) as Loosely & Anonymous
  return call('POST', filled(path, variables), { form: form as unknown as Record<string, string>, anonymous })
}

/** The address of something to be opened or downloaded. */
export const link = <P extends Path<'get'>, Q extends QueryOf<paths[P]['get']>>(
  path: P,
  given: VariablesOf<P> & { query?: Exactly<Q, QueryOf<paths[P]['get']>> },
): string => withQuery(filled(path, (given as Loosely).path), (given as Loosely).query)

type Streams = { [P in Path<'get'>]: SuccessOf<paths[P]['get']> extends { content: { 'text/event-stream': infer E } } ? E : never }
/** The paths that stream items as they happen. */
export type StreamPath = { [P in keyof Streams]: [Streams[P]] extends [never] ? never : P }[keyof Streams]
/** The items of a stream, by kind. */
export type StreamItems<P extends StreamPath> = Streams[P]

export type StreamQuery<P extends StreamPath> = QueryOf<paths[P]['get']>

type Uploads = { [P in Path<'post'>]: paths[P]['post'] extends { requestBody?: { content: { 'multipart/form-data': infer F } } } ? F : never }
/** The paths that take a file in a form. */
export type UploadPath = { [P in keyof Uploads]: [Uploads[P]] extends [never] ? never : P }[keyof Uploads]
/** The fields of such a form, beside the file. */
export type UploadFields<P extends UploadPath> = { [N in Exclude<keyof Uploads[P], 'Filedata'>]?: string }

/** A part of a long list. */
export interface Page<T> {
  items: T[]
  next: string | null
  readAll?: boolean
}
