import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SERVER } from './browser'

const MADE_HERE = join(import.meta.dirname, '../../target/openapi.json')
const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head']
const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const UPLOAD = 'multipart/form-data'
const STREAM = 'text/event-stream'

interface Media {
  schema?: Record<string, unknown> & { properties?: Record<string, unknown> }
  /** The items of a stream, by kind: the client has them as one schema. */
  'x-events'?: Record<string, unknown>
}
interface Operation {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean; schema: unknown }[]
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, Media> }>
}
type Document = { paths: Record<string, Record<string, Operation> & { parameters?: unknown[] }>; components: { schemas: Record<string, unknown> } }

/** Without words for people: types are made of the rest. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare)
  if (typeof node !== 'object' || node === null) return node
  const aside = new Set(['description', 'example', 'x-allowed'])
  // a property may be called "description": then it is a schema
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name, value]) => !aside.has(name) || (typeof value === 'object' && value !== null && 'type' in value))
      .map(([name, value]) => [name, bare(value)]),
  )
}

const streamItems = (stream?: Media) => stream?.['x-events'] ?? stream?.schema?.properties ?? null

/** What the client's types are made of, in one form for both documents. */
function callsOf(document: Document): Record<string, unknown> {
  const calls: Record<string, unknown> = {}
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const { operationId, parameters = [], requestBody, responses } = item[method]!
      // where a form would do as well, the client takes the form
      const content = requestBody?.content ?? {}
      const type = content[FORM] ? FORM : JSON_TYPE
      calls[`${method} ${path}`] = bare({
        operationId,
        variables: (item.parameters ?? []).map((one) => (one as { name: string }).name),
        query: parameters.filter((one) => one.in === 'query').map(({ name, required = false, schema }) => ({ name, required, schema })),
        body: content[type] ? [type, content[type].schema] : null,
        upload: Object.keys(content[UPLOAD]?.schema?.properties ?? {}).toSorted(),
        responses: Object.fromEntries(
          Object.entries(responses)
            .filter(([status]) => Number(status) < 400)
            .map(([status, { content }]) => [status, content?.[JSON_TYPE]?.schema ?? streamItems(content?.[STREAM])]),
        ),
      })
    }
  }
  return calls
}

describe('what the client’s types are made of', () => {
  it('is what the server says of itself', async () => {
    const own = JSON.parse(readFileSync(MADE_HERE, 'utf8')) as Document
    const response = await fetch(`${SERVER}/openapi.json`)
    expect(response.status).toBe(200)
    const served = (await response.json()) as Document

    const calls = callsOf(served)
    expect(Object.keys(calls).length).toBeGreaterThan(100)
    expect(calls['get /api/streams/deliveries']).toHaveProperty('responses.200.skipped')
    expect(calls['post /services/create']).toHaveProperty('upload', expect.arrayContaining(['Filedata', 'folderPath']))
    expect(callsOf(own)).toEqual(calls)
    for (const name of Object.keys(own.components.schemas)) expect(bare(own.components.schemas[name]), name).toEqual(bare(served.components.schemas[name]))
  })
})
