const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** "3 min. ago", "in 2 hr." */
export function relative(time: Date, now: Date): string {
  const distance = time.getTime() - now.getTime()
  for (const [unit, length] of UNITS) {
    if (Math.abs(distance) >= length) return RELATIVE.format(Math.trunc(distance / length), unit)
  }
  return 'now'
}

/** The same for what has happened: never "in 6 sec.", where two clocks differ or one is read late. */
export function ago(time: Date, now: Date): string {
  return relative(time > now ? now : time, now)
}

/** The same for what is to come: a time that has just passed is now. */
export function ahead(time: Date, now: Date): string {
  return relative(time < now ? now : time, now)
}

/** Shorter differences are the second that the header cuts off and the time that the response takes. */
const SKEW_MIN_MS = 3_000

/** How far the server's clock is ahead of the browser's, by the Date header of a response; 0 without one. */
export function skew(header: string | null, sentAt: number, receivedAt: number): number {
  const server = header ? Date.parse(header) : NaN
  if (Number.isNaN(server)) return 0
  const difference = server + 500 - (sentAt + receivedAt) / 2
  return Math.abs(difference) < SKEW_MIN_MS + (receivedAt - sentAt) / 2 ? 0 : difference
}

/** "2026-11-25 10:00:00.123 UTC", or the same in the browser's zone. */
export function exact(time: Date, local: boolean): string {
  if (!local) return time.toISOString().replace('T', ' ').replace('Z', ' UTC')
  const two = (n: number) => String(n).padStart(2, '0')
  const zone = -time.getTimezoneOffset()
  const sign = zone < 0 ? '-' : '+'
  const offset = `${sign}${two(Math.floor(Math.abs(zone) / 60))}:${two(Math.abs(zone) % 60)}`
  return (
    `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ` +
    `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')} ${offset}`
  )
}

/** "850 ms", "1.2 s", "3 min", "2 h 5 min". */
export function duration(ms: number): string {
  if (ms < 10 && !Number.isInteger(ms)) return `${ms.toFixed(1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${Math.round(hours / 24)} days`
}
