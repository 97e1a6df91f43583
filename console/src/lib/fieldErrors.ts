import type { ApiError } from '../api/http'

/** A server's message, given to the field that it is about. */
export class FieldErrors {
  constructor(
    private readonly error: ApiError | null,
    private readonly fields: readonly string[],
  ) {}

  at(name: string): string {
    const field = this.error?.field
    return this.error && (field === name || field?.startsWith(`${name}.`)) ? this.error.message : ''
  }

  /** What is about no field of this form. */
  get elsewhere(): string {
    if (!this.error || this.fields.some((name) => this.at(name))) return ''
    return this.error.requestId ? `${this.error.message} (request ${this.error.requestId})` : this.error.message
  }
}
