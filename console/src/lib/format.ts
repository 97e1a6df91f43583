export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = count
  let unit = ''
  for (const next of units) {
    value /= 1_000
    unit = next
    if (value < 999.5) break
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** A number that was counted up to a bound: "+" says that there is more. */
export function counted(n: number, more: boolean): string {
  return `${n.toLocaleString('en')}${more ? '+' : ''}`
}

export function percent(rate: number): string {
  const value = rate * 100
  // 99.97 % must not read as all of it
  const rounded = value > 99.9 && value < 100 ? 99.9 : value < 0.1 && value > 0 ? 0.1 : value
  return `${rounded >= 99 && rounded < 100 ? rounded.toFixed(1) : Math.round(rounded * 10) / 10} %`
}

/** The host of a URL. */
export function host(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

/** An address as it may be shown to bystanders: no user, no query. */
export function maskedUrl(url: string): string {
  try {
    const parsed = new URL(url)
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search ? '?…' : ''}`
  } catch {
    return url
  }
}

/** In quotes for a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A metadata value as text. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object') return String((value as { formatted?: unknown }).formatted ?? '')
  return String(value)
}

/** The bare value of a metadata field: what stands behind "formatted". */
export function bare(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { value: unknown }).value : value
}
