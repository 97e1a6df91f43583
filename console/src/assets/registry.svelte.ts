import * as api from '../api/fields'
import { Loader } from '../lib/loader.svelte'

/** The fields there are, read once: they change only when the server is started again. */
class Registry {
  readonly loader = new Loader<api.FieldGroup[]>()
  readonly groups = $derived(this.loader.data ?? [])
  readonly byName = $derived(new Map(this.groups.flatMap((group) => group.fields.map((field) => [field.name, field] as const))))

  /** Reads them, unless they are there or on their way. */
  load(): void {
    if (!this.loader.data && !this.loader.loading) void this.loader.run((signal) => api.groups(signal))
  }

  /** What people call a field. */
  label(name: string): string {
    return this.byName.get(name)?.label ?? name
  }
}

export const registry = new Registry()
