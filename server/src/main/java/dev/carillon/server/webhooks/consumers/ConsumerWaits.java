package dev.carillon.server.webhooks.consumers;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes readers that wait for events of consumers: one look at the store for all of them, and none
 * while no reader waits. Polling is enough, since other nodes record too; being woken by a commit
 * of this node is quicker. Where there is something new for a consumer, one of its readers is
 * woken; one that got something wakes the next, so that no more of them ask than there is something
 * for.
 */
final class ConsumerWaits implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ConsumerWaits.class.getName());

  private static final Duration POLL_EVERY = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Consumers consumers;
  private final Map<Webhook.Id, Watched> watched = new HashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-consumers").unstarted(this::run);

  /**
   * Whether a reader waits. Read at each commit, where waking the thread for no reader would cost.
   */
  private volatile boolean waited;

  private boolean closed;

  ConsumerWaits(Consumers consumers) {
    this.consumers = consumers;
    thread.start();
  }

  /** Something was recorded or acknowledged on this node. Costs nothing while no reader waits. */
  void wakeUp() {
    if (waited && wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** Begins to wait for what comes from now on; to be closed. */
  Wait begin(Webhook.Id consumer) {
    long mark = mark(consumer);
    synchronized (this) {
      Watched of = watched.computeIfAbsent(consumer, id -> new Watched(mark));
      Wait wait = new Wait(consumer);
      of.waits.add(wait);
      waited = true;
      wakeUp();
      return wait;
    }
  }

  private long mark(Webhook.Id consumer) {
    return consumers.marks(List.of(consumer)).getOrDefault(consumer, 0L);
  }

  private synchronized void end(Wait wait) {
    Watched of = watched.get(wait.consumer);
    if (of != null) {
      if (of.waits.remove(wait) && wait.asks) {
        of.wakeNext();
      }
      if (of.waits.isEmpty()) {
        watched.remove(wait.consumer);
        waited = !watched.isEmpty();
      }
    }
  }

  private synchronized List<Webhook.Id> wanted() {
    return List.copyOf(watched.keySet());
  }

  private void run() {
    try {
      while (true) {
        List<Webhook.Id> wanted = wanted();
        if (wanted.isEmpty()) {
          wake.acquire();
        } else {
          look(wanted);
          wake.tryAcquire(POLL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          Thread.sleep(PAUSE);
        }
        wake.drainPermits();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(List<Webhook.Id> wanted) {
    try {
      Map<Webhook.Id, Long> marks = consumers.marks(wanted);
      synchronized (this) {
        marks.forEach(
            (consumer, mark) -> {
              Watched of = watched.get(consumer);
              if (of != null && of.mark != mark) {
                of.mark = mark;
                of.wakeNext();
              }
            });
      }
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "Events of consumers cannot be looked for; retrying", failed);
    }
  }

  /** Ends all waits, so that their clients go to another node or ask again. */
  @Override
  public synchronized void close() {
    closed = true;
    watched.values().forEach(of -> of.waits.forEach(wait -> wait.news.release()));
    thread.interrupt();
  }

  /** Whether there is anything to wait for. */
  private synchronized boolean beginIdle(Wait wait) {
    Watched of = watched.get(wait.consumer);
    wait.asks = false;
    if (closed || of == null) {
      return false;
    }
    if (of.news) {
      of.news = false;
      wait.asks = true;
      return false;
    }
    of.idle.add(wait);
    return true;
  }

  private synchronized void endIdle(Wait wait) {
    Watched of = watched.get(wait.consumer);
    if (of != null) {
      of.idle.remove(wait);
    }
    wait.news.drainPermits();
  }

  private synchronized void passOn(Wait wait) {
    Watched of = watched.get(wait.consumer);
    wait.asks = false;
    if (of != null) {
      of.wakeNext();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** A consumer for which readers wait. */
  private static final class Watched {
    private final List<Wait> waits = new ArrayList<>();
    private final Deque<Wait> idle = new ArrayDeque<>();
    private long mark;
    private boolean news;

    Watched(long mark) {
      this.mark = mark;
    }

    /** Wakes who has been idle for longest; where none is, the next one does not begin to be. */
    void wakeNext() {
      Wait next = idle.poll();
      if (next == null) {
        news = true;
      } else {
        next.asks = true;
        next.news.release();
      }
    }
  }

  /** One reader that waits. */
  final class Wait implements AutoCloseable {

    private final Webhook.Id consumer;
    private final Semaphore news = new Semaphore(0);

    /** Whether it was woken, and has not said yet what it found. */
    private boolean asks;

    private Wait(Webhook.Id consumer) {
      this.consumer = consumer;
    }

    /** Waits for news, or until so much time has passed; false once the server stops. */
    boolean await(Duration atMost) throws InterruptedException {
      if (beginIdle(this)) {
        try {
          var _ = news.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } finally {
          endIdle(this);
        }
      }
      return !isClosed();
    }

    /** There may be more than this reader took, so another one is to ask too. */
    void gotSome() {
      passOn(this);
    }

    @Override
    public void close() {
      end(this);
    }
  }
}
