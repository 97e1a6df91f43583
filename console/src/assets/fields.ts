import { bare } from '../lib/format'

export interface EditableField {
  name: string
  label: string
  kind: 'text' | 'long' | 'list' | 'number'
}

/** What the editor offers; everything else is shown below it. */
export const EDITABLE: EditableField[] = [
  { name: 'title', label: 'Title', kind: 'text' },
  { name: 'headline', label: 'Headline', kind: 'text' },
  { name: 'description', label: 'Description', kind: 'long' },
  { name: 'tags', label: 'Tags', kind: 'list' },
  { name: 'status', label: 'Status', kind: 'text' },
  { name: 'rating', label: 'Rating', kind: 'number' },
  { name: 'creatorName', label: 'Creator', kind: 'list' },
  { name: 'category', label: 'Category', kind: 'text' },
  { name: 'copyright', label: 'Copyright', kind: 'text' },
  { name: 'credit', label: 'Credit', kind: 'text' },
]

export type Edited = Record<string, string | string[]>

/** The editor's values from an asset's metadata. */
export function editedOf(metadata: Record<string, unknown>): Edited {
  return Object.fromEntries(
    EDITABLE.map((field) => {
      const value = bare(metadata[field.name])
      if (field.kind === 'list') return [field.name, Array.isArray(value) ? value.map(String) : value ? [String(value)] : []]
      return [field.name, value === undefined || value === null ? '' : String(value)]
    }),
  )
}

/** Only what is different, as the server wants it: an empty text clears a field, an empty list would not. */
export function metadataChanges(before: Edited, after: Edited): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const field of EDITABLE) {
    const [old, value] = [before[field.name], after[field.name]]
    if (value === undefined || JSON.stringify(old) === JSON.stringify(value)) continue
    changes[field.name] = value.length === 0 ? '' : field.kind === 'number' ? Number(value) : value
  }
  return changes
}
