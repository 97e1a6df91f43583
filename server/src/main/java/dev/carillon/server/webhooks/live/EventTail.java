package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the end of the journal for all listeners: one reader, however many they are, and none while
 * there are none. Polling is enough; being woken by a commit is quicker.
 */
final class EventTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventTail.class.getName());

  private static final Duration POLL_EVERY = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int PAGE = 200;

  private final Journal journal;
  private final Function<Recorded, Message> writer;
  private final StreamListeners<Recorded> listeners = new StreamListeners<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-tail").unstarted(this::run);
  private long place;

  EventTail(Journal journal, Function<Recorded, Message> writer) {
    this.journal = journal;
    this.writer = writer;
    thread.start();
  }

  /** Something was recorded. */
  void wakeUp() {
    if (!listeners.empty() && wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** Adds a listener, which gets everything behind {@link Joined#place}. */
  Joined join(Wanted wanted) {
    return join(() -> listeners.join(wanted::matches));
  }

  /**
   * Adds a listener that reads the journal itself from {@link Joined#place} on, and is told when
   * something was recorded that may be wanted.
   */
  Joined watch(Wanted wanted) {
    return join(() -> listeners.watch(wanted::matches));
  }

  private Joined join(Supplier<Listener<Recorded>> joining) {
    long newest = journal.newest();
    synchronized (this) {
      if (listeners.empty()) {
        place = newest;
      }
      Joined joined = new Joined(joining.get(), place);
      wake.release();
      return joined;
    }
  }

  void leave(Listener<Recorded> listener) {
    listeners.leave(listener);
  }

  private void run() {
    try {
      while (true) {
        if (!listeners.empty()) {
          poll();
          wake.tryAcquire(POLL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          Thread.sleep(PAUSE);
        } else {
          wake.acquire();
        }
        wake.drainPermits();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    try {
      boolean more = true;
      while (more && !listeners.empty()) {
        long from = place();
        Page page = journal.after(from, Wanted.ALL, PAGE);
        more = sent(from, page);
      }
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "The end of the journal cannot be read; retrying", failed);
    }
  }

  private synchronized long place() {
    return place;
  }

  /** Whether there may be more; if all left and others came meanwhile, that is so. */
  private synchronized boolean sent(long from, Page page) {
    if (from != place) {
      return true;
    }
    page.events().forEach(event -> listeners.send(event, writer));
    place = page.end();
    return place != from;
  }

  @Override
  public void close() {
    listeners.close();
    thread.interrupt();
  }

  /** A listener, and from where on it gets events. */
  record Joined(Listener<Recorded> listener, long place) {}
}
