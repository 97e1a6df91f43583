package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Streams of events that are looked into, or shown with all fields: each reads the journal by
 * itself, whenever something was recorded that may be wanted. So a stream with an expensive query
 * keeps no other waiting; how many there are is limited.
 */
final class FilteredEvents {

  private static final int MAX = 50;
  private static final int PAGE = 100;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final EventTail tail;
  private final JournalScan scan;
  private final EventJson json;
  private final Semaphore free = new Semaphore(MAX);

  FilteredEvents(EventTail tail, JournalScan scan, EventJson json) {
    this.tail = tail;
    this.scan = scan;
    this.json = json;
  }

  /**
   * Whether a stream needs a read of its own, because of its filter or because it shows all fields.
   */
  static boolean needed(JournalQuery query) {
    return query.looksAtEach() || query.full();
  }

  /**
   * Takes a permit for one stream.
   *
   * @return gives it back, once
   * @throws Problem 503 where there is none
   */
  Runnable take() {
    if (!free.tryAcquire()) {
      throw Problem.unavailable(
          MAX + " streams of events with filters are open; wait until one ends", 5);
    }
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        free.release();
      }
    };
  }

  /** Writes a stream from behind a place on; it ends where events were purged unread. */
  void write(SseStream stream, JournalQuery query, long after)
      throws IOException, InterruptedException {
    stream.begin(EventCursor.text(after));
    long place = after;
    long wroteAt = System.nanoTime();
    EventTail.Joined joined = tail.watch(query.wanted());
    try {
      while (stream.allowed()) {
        Page page = scan.next(place, query, PAGE);
        if (place < page.purged()) {
          return;
        }
        stream.write(
            page.events().stream().map(event -> json.message(event, query.full())).toList());
        boolean more = page.end() > place;
        place = page.end();
        if (!page.events().isEmpty()) {
          wroteAt = System.nanoTime();
        } else if (System.nanoTime() - wroteAt >= HEARTBEAT.toNanos()) {
          // a client that comes back need not look again at what did not fit
          stream.stillHere(EventCursor.text(place));
          wroteAt = System.nanoTime();
        }
        if (!more && !awaited(joined)) {
          return;
        }
      }
    } finally {
      tail.leave(joined.listener());
    }
  }

  /** Waits until something may be there; false where the listener was disconnected. */
  private static boolean awaited(EventTail.Joined joined) throws InterruptedException {
    joined.listener().next(new ArrayList<>(), 1, HEARTBEAT);
    return !joined.listener().disconnected();
  }
}
