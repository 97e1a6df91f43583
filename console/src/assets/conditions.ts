import type { Field } from '../api/fields'

export type Operator = 'is' | 'not' | 'words' | 'begins' | 'filled' | 'empty' | 'from' | 'until' | 'within'

/** One line of the query builder: a field, what is asked of it, and with what. */
export interface Condition {
  field: string
  operator: Operator
  value: string
}

export interface Built {
  join: 'AND' | 'OR'
  conditions: Condition[]
}

export const WORDS: Record<Operator, string> = {
  is: 'is',
  not: 'is not',
  words: 'has the words',
  begins: 'begins with',
  from: 'from',
  until: 'until',
  within: 'in the last … days',
  filled: 'has a value',
  empty: 'has no value',
}

const TEXT: Operator[] = ['is', 'not', 'words', 'begins', 'filled', 'empty']
const CHOICE: Operator[] = ['is', 'not', 'filled', 'empty']
const NUMBER: Operator[] = ['is', 'not', 'from', 'until', 'filled', 'empty']
const TIME: Operator[] = ['from', 'until', 'is', 'within', 'filled', 'empty']

/** What can be asked of a field. */
export function operators(field: Field | undefined): Operator[] {
  switch (field?.type) {
    case 'choice':
      return CHOICE
    case 'number':
    case 'decimal':
    case 'size':
      return NUMBER
    case 'date':
    case 'datetime':
      return TIME
    default:
      return TEXT
  }
}

export const needsValue = (operator: Operator): boolean => operator !== 'filled' && operator !== 'empty'

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
const escaped = (text: string) => text.replaceAll(/[+\-!(){}[\]^"~*?:\\/&|\s]/g, '\\$&')
const plain = (text: string) => text.replaceAll(/\\(.)/g, '$1')

function textOf({ field, operator, value }: Condition): string {
  switch (operator) {
    case 'is':
      return `${field}:${quoted(value)}`
    case 'not':
      return `(*:* NOT ${field}:${quoted(value)})`
    case 'words':
      return `${field}:(${value.trim().split(/\s+/).map(escaped).join(' ')})`
    case 'begins':
      return `${field}:${escaped(value)}*`
    case 'from':
      return `${field}:[${value} TO *]`
    case 'until':
      return `${field}:[* TO ${value}]`
    case 'within':
      return `${field}:[NOW-${value}DAYS TO NOW]`
    case 'filled':
      return `${field}:*`
    case 'empty':
      return `(*:* NOT ${field}:*)`
  }
}

const isComplete = (condition: Condition) => condition.field !== '' && (!needsValue(condition.operator) || condition.value.trim() !== '')

/** The query of the lines that are complete. */
export const queryText = ({ join, conditions }: Built): string => conditions.filter(isComplete).map(textOf).join(` ${join} `)

const NAME = '([\\p{L}\\p{N}_.-]+)'
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"'
/** How each line is written, the narrower ones first. */
const WRITTEN: [Operator, RegExp, (value: string) => string][] = [
  ['empty', new RegExp(`\\(\\*:\\* NOT ${NAME}:\\*\\)`, 'uy'), () => ''],
  ['not', new RegExp(`\\(\\*:\\* NOT ${NAME}:${QUOTED}\\)`, 'uy'), plain],
  ['is', new RegExp(`${NAME}:${QUOTED}`, 'uy'), plain],
  ['within', new RegExp(`${NAME}:\\[NOW-(\\d+)DAYS TO NOW\\]`, 'uy'), plain],
  ['from', new RegExp(`${NAME}:\\[([^\\s\\]]+) TO \\*\\]`, 'uy'), plain],
  ['until', new RegExp(`${NAME}:\\[\\* TO ([^\\s\\]]+)\\]`, 'uy'), plain],
  ['words', new RegExp(`${NAME}:\\(((?:[^()\\\\]|\\\\.)*)\\)`, 'uy'), plain],
  ['filled', new RegExp(`${NAME}:\\*(?=\\s|$)`, 'uy'), () => ''],
  ['begins', new RegExp(`${NAME}:((?:[^\\s\\\\*"([]|\\\\.)+)\\*`, 'uy'), plain],
]

function conditionAt(text: string, at: number): { condition: Condition; end: number } | null {
  for (const [operator, pattern, read] of WRITTEN) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) return { condition: { field: found[1]!, operator, value: read(found[2] ?? '') }, end: pattern.lastIndex }
  }
  return null
}

/** The lines of a query that the builder wrote; null for any other query. */
export function builtOf(text: string): Built | null {
  const conditions: Condition[] = []
  const joins = new Set<string>()
  let at = 0
  for (;;) {
    const found = conditionAt(text, at)
    if (!found) return null
    conditions.push(found.condition)
    at = found.end
    if (at === text.length) break
    const join = /^ (AND|OR) /.exec(text.slice(at))
    if (!join) return null
    joins.add(join[1]!)
    at += join[0].length
  }
  return joins.size > 1 ? null : { join: joins.has('OR') ? 'OR' : 'AND', conditions }
}
