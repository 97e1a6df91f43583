import { shellQuoted } from './format'

/** A request to the API as a command. */
export function apiCurl(method: string, path: string, json?: unknown): string {
  const parts = [`curl ${method === 'GET' ? '' : `-X ${method} `}${shellQuoted(location.origin + path)}`, '-H "Authorization: Bearer $TOKEN"']
  if (json !== undefined) parts.push("-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(json))}`)
  return parts.join(' \\\n  ')
}

const SET_BY_CURL = new Set(['content-length', 'host', 'connection'])

/** A request that was sent, as a command that sends the same bytes. */
export function requestCurl(request: { method: string; url: string; headers: { name: string; value: string }[] }, body: string): string {
  const headers = request.headers
    .filter((header) => !SET_BY_CURL.has(header.name.toLowerCase()))
    .map((header) => `-H ${shellQuoted(`${header.name}: ${header.value}`)}`)
  return [`curl -X ${request.method} ${shellQuoted(request.url)}`, ...headers, `--data-binary ${shellQuoted(body)}`].join(' \\\n  ')
}
