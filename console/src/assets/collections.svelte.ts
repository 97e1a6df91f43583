import type { Hit } from '../api/assets'
import * as api from '../api/relations'
import { Loader } from '../lib/loader.svelte'

/** The collections that the user sees. */
class Collections {
  readonly loader = new Loader<Hit[]>()

  load(): void {
    void this.loader.run((signal) => api.collections(signal))
  }
}

export const collections = new Collections()

const POSITION = 'position'

/** The members of a collection in the order that users gave them; those without one last, by name. */
export function inOrder(members: api.Related[]): api.Related[] {
  const position = ({ relation }: api.Related) => {
    const said = Number(relation.relationMetadata[POSITION])
    return Number.isFinite(said) && relation.relationMetadata[POSITION] !== undefined ? said : Infinity
  }
  return members.toSorted((a, b) => (position(a) === position(b) ? 0 : position(a) - position(b)))
}

/** Gives members these places: only what is at another place than it says is written. */
export async function keepOrder(collection: string, members: api.Related[]): Promise<void> {
  for (const [index, { hit, relation }] of members.entries()) {
    if (Number(relation.relationMetadata[POSITION] ?? NaN) !== index) await api.create('contains', collection, hit.id, { [POSITION]: index })
  }
}
