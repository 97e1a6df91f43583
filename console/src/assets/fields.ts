import type { Field, FieldGroup } from '../api/fields'
import { bare } from '../lib/format'

/** The values of an editor: texts as an input has them, lists of texts for fields with many values. */
export type Edited = Record<string, string | string[]>

/** How a change of a list is meant, where many assets are changed at once. */
export type ListChange = 'add' | 'remove' | 'replace'

/** Texts that are often longer than a line. */
const LONG = new Set(['description', 'caption', 'teaser', 'instructions', 'usageNotes', 'approvalComment', 'usageRights', 'rightsUsageTerms', 'versionDescription'])
const LINE_MAX = 60

/** A name that no line declares: text with one value. */
export const undeclared = (name: string, many = false): Field => ({ name, label: name, type: 'text', multiValue: many, editable: true, searchable: true, required: false, own: false, choices: [] })

/** Whether a field needs several lines. */
export const isLong = (field: Field, value: string | string[] | undefined): boolean =>
  field.type === 'text' && !field.multiValue && field.choices.length === 0 && (LONG.has(field.name) || (typeof value === 'string' && (value.length > LINE_MAX || value.includes('\n'))))

const isFilled = (value: unknown) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/**
 * The groups of an editor for assets of these kinds: those for all kinds, for one of these, or with a value
 * that one of them has; and last the names with a value that no line declares.
 */
export function editorGroups(groups: FieldGroup[], all: Record<string, unknown>[]): FieldGroup[] {
  const kinds = new Set(all.map((metadata) => String(bare(metadata.assetDomain) ?? '')))
  const filled = new Set(all.flatMap((metadata) => Object.keys(metadata).filter((name) => isFilled(metadata[name]))))
  const declared = new Set(groups.flatMap((group) => group.fields.map((field) => field.name)))
  const shown = groups
    .map((group) => ({ ...group, fields: group.fields.filter((field) => field.editable) }))
    .filter((group) => group.fields.length > 0)
    .filter((group) => group.kinds.length === 0 || group.kinds.some((kind) => kinds.has(kind)) || group.fields.some((field) => filled.has(field.name)))
  const others = [...filled].filter((name) => !declared.has(name)).sort()
  const many = (name: string) => all.some((metadata) => Array.isArray(metadata[name]))
  return others.length ? [...shown, { name: 'Undeclared names', kinds: [], fields: others.map((name) => undeclared(name, many(name))) }] : shown
}

/** What is found by its label or its name. */
export function matching(groups: FieldGroup[], wanted: string): FieldGroup[] {
  const text = wanted.trim().toLowerCase()
  if (!text) return groups
  return groups
    .map((group) => ({ ...group, fields: group.fields.filter((field) => field.label.toLowerCase().includes(text) || field.name.toLowerCase().includes(text)) }))
    .filter((group) => group.fields.length > 0)
}

const two = (n: number) => String(n).padStart(2, '0')

/** Milliseconds as an input for date and time has them, in UTC or the browser's zone. */
export function timeText(ms: number, local: boolean): string {
  const at = new Date(ms)
  if (!local) return at.toISOString().slice(0, 19)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** The milliseconds of such an input; not a number where it is none. */
export const timeOf = (text: string, local: boolean): number => Date.parse(local ? text : `${text}Z`)

function editedValue(field: Field, value: unknown, local: boolean): string | string[] {
  const plain = bare(value)
  if (field.multiValue) return Array.isArray(plain) ? plain.map(String) : isFilled(plain) ? [String(plain)] : []
  if (plain === undefined || plain === null) return ''
  if (field.type === 'date') return new Date(Number(plain)).toISOString().slice(0, 10)
  if (field.type === 'datetime') return timeText(Number(plain), local)
  return Array.isArray(plain) ? plain.join(', ') : String(plain)
}

const fieldsOf = (groups: FieldGroup[]) => groups.flatMap((group) => group.fields)

/** An editor's values from an asset's metadata. */
export function editedOf(groups: FieldGroup[], metadata: Record<string, unknown>, local = false): Edited {
  return Object.fromEntries(fieldsOf(groups).map((field) => [field.name, editedValue(field, metadata[field.name], local)]))
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** A value as the server wants it: an empty text clears a field, an empty list would not. */
export function sent(field: Field, value: string | string[], local = false): unknown {
  if (value.length === 0) return ''
  if (Array.isArray(value)) return value
  // what is no number or no time goes as it is: the server says what is allowed
  if (field.type === 'number' || field.type === 'decimal') return NUMBER.test(value.trim()) ? Number(value) : value
  if (field.type === 'datetime') return Number.isNaN(timeOf(value, local)) ? value : timeOf(value, local)
  return value
}

const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)

/** Only what is different, as the server wants it. */
export function metadataChanges(groups: FieldGroup[], before: Edited, after: Edited, local = false): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const field of fieldsOf(groups)) {
    const value = after[field.name]
    if (value !== undefined && differ(before[field.name], value)) changes[field.name] = sent(field, value, local)
  }
  return changes
}

/** What all of some assets have in common; the rest is empty, and named. Lists are empty: they are added to. */
export function inCommon(groups: FieldGroup[], all: Edited[]): { values: Edited; different: Set<string> } {
  const values: Edited = {}
  const different = new Set<string>()
  for (const { name, multiValue } of fieldsOf(groups)) {
    const same = all.every((edited) => !differ(edited[name], all[0]![name]))
    values[name] = multiValue ? [] : same ? all[0]![name]! : ''
    if (!same) different.add(name)
  }
  return { values, different }
}

/** The values of a list field in some assets: which all of them have, and which only some. */
export function listSpread(name: string, all: Edited[]): { all: string[]; some: string[] } {
  const lists = all.map((edited) => edited[name] as string[])
  const every = [...new Set(lists.flat())].sort()
  const inAll = every.filter((value) => lists.every((list) => list.includes(value)))
  return { all: inAll, some: every.filter((value) => !inAll.includes(value)) }
}

/** Changes of many assets: signs before a list's values add or remove them, a list replaces what is there. */
export function bulkChanges(groups: FieldGroup[], before: Edited, after: Edited, lists: Record<string, ListChange>, local = false): Record<string, unknown> {
  const changes = metadataChanges(groups, before, after, local)
  for (const field of fieldsOf(groups)) {
    const change = lists[field.name] ?? 'add'
    const value = after[field.name]
    if (!field.multiValue || !Array.isArray(value)) continue
    if (change === 'replace') changes[field.name] = sent(field, value)
    else if (value.length) changes[field.name] = value.map((one) => (change === 'add' ? '+' : '-') + one).join(', ')
  }
  return changes
}

export interface TreeValue {
  value: string
  label: string
  depth: number
}

/** Choices as a tree: "a/b" is below "a". */
export function treeOf(choices: Field['choices']): TreeValue[] {
  return choices.map(({ value, label }) => ({ value, label, depth: value.split('/').length - 1 }))
}

export const isTree = (field: Field): boolean => field.choices.some((choice) => choice.value.includes('/'))
