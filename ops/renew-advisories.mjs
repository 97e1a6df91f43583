// Asks OSV what it knows about our libraries, and writes that as the list that the tests check.
// Usage: node renew-advisories.mjs LIST COMPONENTS URL; called by ./ops/renew-advisories.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

const [list, components, service] = process.argv.slice(2)
const BATCH = 500
const TIMEOUT = 60_000

async function ask(path, body) {
  const response = await fetch(service + path, {
    method: body ? 'POST' : 'GET',
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  })
  if (!response.ok) throw new Error(`${service}${path} answered ${response.status}`)
  return response.json()
}

/** "Maven:group:artifact" or "npm:name", apart. */
function apart(name) {
  const colon = name.indexOf(':')
  return { ecosystem: name.slice(0, colon), name: name.slice(colon + 1) }
}

async function idsOf(packages) {
  const ids = new Set()
  let queries = packages.map((name) => ({ package: apart(name) }))
  while (queries.length > 0) {
    const next = []
    for (let at = 0; at < queries.length; at += BATCH) {
      const some = queries.slice(at, at + BATCH)
      const { results } = await ask('/v1/querybatch', { queries: some })
      if (!Array.isArray(results) || results.length !== some.length) {
        throw new Error(`${service} answered ${results?.length} results to ${some.length} queries`)
      }
      results.forEach((result, index) => {
        for (const known of result.vulns ?? []) ids.add(known.id)
        if (result.next_page_token) next.push({ ...some[index], page_token: result.next_page_token })
      })
    }
    queries = next
  }
  return [...ids].sort()
}

/** The ranges of one package, such as ">=2.0.0 <2.0.2". */
function rangesOf(affected) {
  const ranges = []
  for (const range of affected.ranges ?? []) {
    if (range.type === 'GIT') continue
    let from = null
    for (const event of range.events) {
      if (event.introduced !== undefined) {
        if (from !== null) ranges.push(`>=${from}`)
        from = event.introduced
      } else if (from !== null && (event.fixed ?? event.last_affected) !== undefined) {
        ranges.push(event.fixed !== undefined ? `>=${from} <${event.fixed}` : `>=${from} <=${event.last_affected}`)
        from = null
      }
    }
    if (from !== null) ranges.push(`>=${from}`)
  }
  // versions are listed beside ranges too; alone they are all that is known
  return ranges.length > 0 ? ranges : (affected.versions ?? []).map((version) => `=${version}`)
}

function entries(advisory, packages) {
  const found = new Map()
  for (const affected of advisory.affected ?? []) {
    const name = `${affected.package?.ecosystem}:${affected.package?.name}`
    if (packages.has(name)) found.set(name, [...(found.get(name) ?? []), ...rangesOf(affected)])
  }
  const cve = (advisory.aliases ?? []).find((alias) => alias.startsWith('CVE-'))
  return [...found]
    .filter(([, ranges]) => ranges.length > 0)
    .map(([name, ranges]) => ({
      id: advisory.id,
      ...(cve ? { cve } : {}),
      package: name,
      affected: [...new Set(ranges)],
      published: (advisory.published ?? '').slice(0, 10),
      says: (advisory.summary ?? advisory.details ?? '').replace(/\s+/g, ' ').slice(0, 200),
      source: `https://osv.dev/vulnerability/${advisory.id}`,
    }))
}

function text({ advisories, ...head }) {
  const members = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
  const rows = advisories.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  return `{\n${members.join('')}  "advisories": [\n${rows}\n  ]\n}\n`
}

async function renew() {
  const { contains } = JSON.parse(readFileSync(list, 'utf8'))
  const used = readFileSync(components, 'utf8').split('\n').filter(Boolean)
  const packages = new Set(used.map((line) => line.split(' ')[0]))
  for (const inner of Object.values(contains)) inner.forEach((name) => packages.add(name))
  const ids = await idsOf([...packages].sort())
  const advisories = []
  for (const id of ids) {
    const advisory = await ask(`/v1/vulns/${encodeURIComponent(id)}`)
    if (!advisory.withdrawn) advisories.push(...entries(advisory, packages))
  }
  advisories.sort((one, other) => (one.package + one.published + one.id < other.package + other.published + other.id ? -1 : 1))
  const asOf = new Date().toISOString().slice(0, 10)
  const origin = `Asked of ${service} about ${packages.size} packages by ./ops/renew-advisories.`
  writeFileSync(`${list}.new`, text({ asOf, origin, contains, advisories }))
  renameSync(`${list}.new`, list)
  console.log(`${advisories.length} entries about ${packages.size} packages are in ${list}`)
}

renew().catch((failure) => {
  console.error(`renew-advisories: ${failure.message}${failure.cause ? `: ${failure.cause.message}` : ''}; nothing was changed`)
  process.exit(1)
})
