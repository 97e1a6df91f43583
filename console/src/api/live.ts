import type { Exactly, StreamItems, StreamPath, StreamQuery } from './calls'
import { withQuery, type Query } from './http'

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling'

const FAILURES_BEFORE_POLLING = 3
const POLL_EVERY_MS = 5_000
const RETRY_MS = 30_000

/**
 * Rows as they come, by one stream; where it cannot be had, by asking again and again until it can.
 * The browser resumes the stream itself, by Last-Event-ID.
 */
export function follow<P extends StreamPath, K extends keyof StreamItems<P> & string, Q extends StreamQuery<P>>(
  path: P,
  query: Exactly<Q, StreamQuery<P>>,
  kind: K,
  on: { item(item: StreamItems<P>[K]): void; state(state: LiveState): void; poll(): void; skipped?(count: number): void },
): () => void {
  let failures = 0
  let polling: ReturnType<typeof setInterval> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let source: EventSource

  function open() {
    source = new EventSource(withQuery(path, query as Query))
    source.addEventListener(kind, (event) => on.item(JSON.parse((event as MessageEvent<string>).data) as StreamItems<P>[K]))
    source.addEventListener('skipped', (event) => on.skipped?.((JSON.parse((event as MessageEvent<string>).data) as { count: number }).count))
    source.onopen = () => {
      failures = 0
      if (polling) {
        clearInterval(polling)
        polling = undefined
        on.poll()
      }
      on.state('live')
    }
    source.onerror = () => {
      failures++
      if (!polling && source.readyState !== EventSource.CLOSED && failures < FAILURES_BEFORE_POLLING) {
        on.state('reconnecting')
        return
      }
      source.close()
      on.state('polling')
      polling ??= setInterval(on.poll, POLL_EVERY_MS)
      retryTimer = setTimeout(open, RETRY_MS)
    }
  }

  on.state('connecting')
  open()
  return () => {
    source.close()
    clearInterval(polling)
    clearTimeout(retryTimer)
  }
}
