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

/**
 * Reads the end of the journal for everybody who listens: one reader, however many they are, and
 * none while nobody does. Looking from time to time is enough; being told of a commit is quicker.
 */
final class EventTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventTail.class.getName());

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int PAGE = 200;

  private final Journal journal;
  private final Function<Recorded, Message> words;
  private final StreamListeners<Recorded> audience = new StreamListeners<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-tail").unstarted(this::run);
  private long place;

  EventTail(Journal journal, Function<Recorded, Message> words) {
    this.journal = journal;
    this.words = words;
    thread.start();
  }

  /** Something was recorded. */
  void wake() {
    if (!audience.empty() && news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Someone listens from now on; everything behind {@link Joined#place} will be told. */
  Joined join(Wanted wanted) {
    long newest = journal.newest();
    synchronized (this) {
      if (audience.empty()) {
        place = newest;
      }
      Joined joined = new Joined(audience.join(wanted::matches), place);
      news.release();
      return joined;
    }
  }

  void leave(Listener<Recorded> listener) {
    audience.leave(listener);
  }

  int listeners() {
    return audience.size();
  }

  private void run() {
    try {
      while (true) {
        if (!audience.empty()) {
          look();
          news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          Thread.sleep(PAUSE);
        } else {
          news.acquire();
        }
        news.drainPermits();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      boolean more = true;
      while (more && !audience.empty()) {
        long from = place();
        Page page = journal.after(from, Wanted.ALL, PAGE);
        more = told(from, page);
      }
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "The end of the journal cannot be read; retrying", failed);
    }
  }

  private synchronized long place() {
    return place;
  }

  /** False where nothing more is known, or everybody left and others came meanwhile. */
  private synchronized boolean told(long from, Page page) {
    if (from != place) {
      return true;
    }
    page.events().forEach(event -> audience.tell(event, words));
    place = page.end();
    return place != from;
  }

  @Override
  public void close() {
    audience.close();
    thread.interrupt();
  }

  /** One who listens, and from where on. */
  record Joined(Listener<Recorded> listener, long place) {}
}
