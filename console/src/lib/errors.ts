/** What the server says of a delivery's last error, in people's words. */
const WORDS: Record<string, string> = {
  timeout: 'Timed out',
  refused: 'Connection refused',
  reset: 'Connection reset',
  dns: 'Name not found',
  tls: 'TLS failed',
}

export function errorWords(errorClass: string): string {
  const known = WORDS[errorClass]
  if (known) return known
  const text = errorClass.replaceAll(/[_-]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
