import { withQuery, type Query } from './http'

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling'

const FAILURES_BEFORE_POLLING = 3
const POLL_EVERY_MS = 5_000

/**
 * Rows as they come, by one stream; where it cannot be had, by asking again and again.
 * The browser resumes the stream itself, by Last-Event-ID.
 */
export function follow<T>(
  path: string,
  query: Query,
  kind: string,
  on: { item(item: T): void; state(state: LiveState): void; poll(): void },
): () => void {
  let failures = 0
  let timer: ReturnType<typeof setInterval> | undefined
  on.state('connecting')
  const source = new EventSource(withQuery(path, query))
  source.onopen = () => {
    failures = 0
    on.state('live')
  }
  source.addEventListener(kind, (event) => on.item(JSON.parse((event as MessageEvent<string>).data) as T))
  source.onerror = () => {
    failures++
    if (source.readyState === EventSource.CLOSED || failures >= FAILURES_BEFORE_POLLING) {
      source.close()
      on.state('polling')
      timer ??= setInterval(on.poll, POLL_EVERY_MS)
    } else {
      on.state('reconnecting')
    }
  }
  return () => {
    source.close()
    clearInterval(timer)
  }
}
