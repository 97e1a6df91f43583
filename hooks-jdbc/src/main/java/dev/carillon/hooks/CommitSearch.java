package dev.carillon.hooks;

import static java.util.stream.Collectors.groupingBy;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDeliveries.OfEvents;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * Looks for events whose transactions may be committed by now, and hands over those that are. Each
 * is looked for with a growing pause, until the engine's own poll would find it too; then it is
 * forgotten, as are those that are too many.
 *
 * <p>The engine's {@code CommittedEventReads} is another class, though it reads as many events
 * together: it is told of commits, so it looks once, at once, on up to four threads. This one does
 * not know whether there is a commit: it looks again after pauses, on one thread, and must not
 * delay those reads.
 */
final class CommitSearch implements AutoCloseable {

  private static final Logger LOG = System.getLogger(CommitSearch.class.getName());

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  /** The engine's poll finds what was committed later than this. */
  private static final Duration LAST_PAUSE = Duration.ofSeconds(3);

  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private static final int REMEMBERED_MAX = 10_000;

  /** Each read takes a connection, for which the program's own transactions may wait, too. */
  private static final int TOGETHER_MAX = 200;

  private final DueDeliveries store;
  private final RunningEngine engine;
  private final DelayQueue<Search> searches = new DelayQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  private CommitSearch(DueDeliveries store, RunningEngine engine) {
    this.store = store;
    this.engine = engine;
    this.thread = Thread.ofPlatform().daemon().name("carillon-commits").unstarted(this::run);
  }

  /** Begins to look in this store, which has nothing to look for yet. */
  static CommitSearch start(DueDeliveries store, RunningEngine engine) {
    CommitSearch search = new CommitSearch(store, engine);
    search.thread.start();
    return search;
  }

  /** Looks for this one; too many are left to the engine's poll. */
  void add(Event.Id event) {
    if (!closed && searches.size() < REMEMBERED_MAX) {
      searches.add(Search.begin(event));
    }
  }

  /**
   * Forgets all, which the engine's poll or that of another process finds, and waits a while for
   * the read that runs: the program may close its pool next.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_WITHIN);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        look(next());
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException | Error failed) {
        // whatever it was: the others are still looked for, and the engine's poll finds these
        LOG.log(Level.DEBUG, "Handing over a committed event failed", failed);
      }
    }
  }

  /** Those whose time has come, as soon as there is one. */
  private List<Search> next() throws InterruptedException {
    List<Search> next = new ArrayList<>();
    next.add(searches.take());
    searches.drainTo(next, TOGETHER_MAX - 1);
    return next;
  }

  private void look(List<Search> due) {
    List<Search> left = due;
    while (!left.isEmpty()) {
      left = lookAtFirst(left);
    }
  }

  /** Gives those that are too much to be read together with the first. */
  private List<Search> lookAtFirst(List<Search> together) {
    OfEvents read = committed(together.stream().map(Search::event).toList());
    Map<Event.Id, List<DueDelivery>> found =
        read.due().stream().collect(groupingBy(due -> due.delivery().event()));
    for (Search search : together.subList(0, read.events())) {
      List<DueDelivery> due = found.getOrDefault(search.event(), List.of());
      if (!due.isEmpty()) {
        engine.committed(new Receipt(search.event(), due, due.size(), 0, true));
      } else if (search.pauseNanos() * 2 <= LAST_PAUSE.toNanos()) {
        searches.add(search.again());
      }
    }
    return together.subList(read.events(), together.size());
  }

  private OfEvents committed(List<Event.Id> events) {
    try {
      return store.ofEvents(events);
    } catch (RuntimeException failed) {
      LOG.log(Level.DEBUG, "Looking for committed events failed", failed);
      return new OfEvents(List.of(), events.size());
    }
  }

  /**
   * One event that is looked for.
   *
   * @param at when it is looked for next, by {@link System#nanoTime}
   */
  private record Search(Event.Id event, long pauseNanos, long at) implements Delayed {

    static Search begin(Event.Id event) {
      return in(event, FIRST_PAUSE.toNanos());
    }

    Search again() {
      return in(event, pauseNanos * 2);
    }

    private static Search in(Event.Id event, long pauseNanos) {
      return new Search(event, pauseNanos, System.nanoTime() + pauseNanos);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
