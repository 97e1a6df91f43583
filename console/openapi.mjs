/**
 * Types for the client, out of the parts that describe the HTTP API. What the server makes of these
 * parts at /openapi.json is compared with this by a test; only what calls need is made here.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import openapiTS, { astToString } from 'openapi-typescript'

const SERVER = join(import.meta.dirname, '../server/src/main/resources/dev/carillon/server')
const TARGET = join(import.meta.dirname, 'target')
const IN_QUERY = new Set(['GET', 'HEAD', 'DELETE'])
const ASIDE = new Set(['required', 'list', 'allowed', 'description', 'example'])

const read = (name) => load(readFileSync(join(SERVER, `platform/openapi/${name}.yaml`), 'utf8'))
/** What the events of the catalogue share with the calls. */
const shared = () => JSON.parse(readFileSync(join(SERVER, 'webhooks/payload/catalogue/asset.schema.json'), 'utf8').replaceAll('#/$defs/', '#/components/schemas/')).$defs

function schemaOf(parameter) {
  const schema = Object.fromEntries(Object.entries(parameter).filter(([name]) => !ASIDE.has(name)))
  return parameter.list ? { ...schema, type: 'array', items: { type: 'string', enum: parameter.list } } : schema
}

function variables(path, call, known) {
  return [...path.matchAll(/\{([^}]+)}/g)].map(([, name]) => {
    const { schema } = call.path?.[name] ?? known[name]
    return { name, in: 'path', required: true, schema }
  })
}

const queryOf = (parameters = {}) =>
  Object.entries(parameters).map(([name, given]) => ({ name, in: 'query', ...(given.required && { required: true }), schema: schemaOf(given) }))

function formOf(parameters = {}) {
  const required = Object.keys(parameters).filter((name) => parameters[name].required)
  return {
    type: 'object',
    ...(required.length && { required }),
    properties: Object.fromEntries(Object.entries(parameters).map(([name, given]) => [name, schemaOf(given)])),
  }
}

/** A form with a file in it. */
function uploadOf(parameters) {
  const form = formOf(parameters)
  return { ...form, properties: { ...form.properties, Filedata: { type: 'string', format: 'binary' } } }
}

/** JSON or a form, and a form with a file. Where JSON and a form would both do, the client takes the form. */
function bodyOf(call) {
  const content = {
    ...(call.body && { 'application/json': { schema: call.body } }),
    ...(call.form && !call.file && { 'application/x-www-form-urlencoded': { schema: formOf(call.form) } }),
    ...(call.multipart && { 'multipart/form-data': { schema: uploadOf(call.form) } }),
  }
  return Object.keys(content).length ? { required: Boolean(call.body) && !call.bodyOptional, content } : undefined
}

/** What a stream tells, by the kind of event. */
const streamOf = (events) => ({ type: 'object', required: Object.keys(events), properties: events })

function answersOf(call) {
  const good = Object.entries(call.answers).filter(([status]) => status < 400)
  return Object.fromEntries(
    good.map(([status, { schema, type = 'application/json', events }]) => [status, { description: '', ...(schema && { content: { [type]: { schema: events ? streamOf(events) : schema } } }) }]),
  )
}

function operationOf(method, call) {
  const inQuery = IN_QUERY.has(method)
  const requestBody = inQuery ? undefined : bodyOf(call)
  return {
    operationId: call.methodIds?.[method] ?? call.id,
    parameters: [...queryOf(call.query), ...(inQuery ? queryOf(call.form) : [])],
    ...(requestBody && { requestBody }),
    responses: answersOf(call),
  }
}

function documentOf() {
  const root = read('openapi')
  const paths = {}
  const schemas = { ...root.schemas, ...shared() }
  for (const part of root.parts.map(read)) {
    Object.assign(schemas, part.schemas)
    for (const [key, call] of Object.entries(part.calls)) {
      const [methods, path] = key.split(/ (?=\/)/)
      paths[path] ??= { parameters: variables(path, call, root.variables) }
      for (const method of methods.split(', ')) paths[path][method.toLowerCase()] = operationOf(method, call)
    }
  }
  return { openapi: '3.1.0', info: { title: root.info.title, version: '0' }, paths, components: { schemas } }
}

const document = documentOf()
mkdirSync(TARGET, { recursive: true })
writeFileSync(join(TARGET, 'openapi.json'), JSON.stringify(document, null, 1))
writeFileSync(join(TARGET, 'openapi.d.ts'), astToString(await openapiTS(structuredClone(document), { emptyObjectsUnknown: true })))
