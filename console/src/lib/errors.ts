/** Why an attempt failed: the server's closed list of error classes, as the pages show them. */
const WORDS = {
  connect_refused: 'Connection refused',
  connect_timeout: 'Connection timed out',
  connect_failed: 'Could not connect',
  dns_not_found: 'DNS name not found',
  dns_timeout: 'DNS lookup timed out',
  blocked_address: 'Blocked address',
  tls_expired: 'Certificate expired',
  tls_untrusted: 'Certificate not trusted',
  tls_host: 'Certificate for another host',
  tls_protocol: 'TLS failed',
  tls_client_certificate: 'Client certificate refused',
  reset: 'Connection reset',
  closed_early: 'Connection closed early',
  bad_http: 'Not an HTTP response',
  answer_timeout: 'Response timed out',
  body_too_large: 'Response too large',
  redirect: 'Redirect, not followed',
  http_4xx: 'Refused (4xx)',
  http_5xx: 'Receiver failed (5xx)',
  http_other: 'Unknown status',
  not_acknowledged: 'Not acknowledged',
  login_failed: 'Login failed',
} as const

export type ErrorClass = keyof typeof WORDS
export const ERROR_CLASSES = Object.keys(WORDS) as ErrorClass[]

export function isErrorClass(text: string): text is ErrorClass {
  return Object.hasOwn(WORDS, text)
}

export function errorWords(errorClass: string): string {
  if (isErrorClass(errorClass)) return WORDS[errorClass]
  const text = errorClass.replaceAll(/[_-]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
