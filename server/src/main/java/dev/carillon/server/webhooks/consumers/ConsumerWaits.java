package dev.carillon.server.webhooks.consumers;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes readers that wait for events of consumers: one look at the store for all of them, and none
 * while nobody waits. Polling is enough, since other nodes record too; being woken by a commit of
 * this node is quicker.
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
  private boolean closed;

  ConsumerWaits(Consumers consumers) {
    this.consumers = consumers;
    thread.start();
  }

  /** Something was recorded or acknowledged on this node. */
  void wakeUp() {
    if (wake.availablePermits() == 0) {
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
      if (closed) {
        wait.news.release();
      }
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
      of.waits.remove(wait);
      if (of.waits.isEmpty()) {
        watched.remove(wait.consumer);
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
                of.waits.forEach(wait -> wait.news.release());
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

  private synchronized boolean isClosed() {
    return closed;
  }

  /** A consumer for which readers wait. */
  private static final class Watched {
    private final List<Wait> waits = new ArrayList<>();
    private long mark;

    Watched(long mark) {
      this.mark = mark;
    }
  }

  /** One reader that waits. */
  final class Wait implements AutoCloseable {

    private final Webhook.Id consumer;
    private final Semaphore news = new Semaphore(0);

    private Wait(Webhook.Id consumer) {
      this.consumer = consumer;
    }

    /** Waits for news, or until so much time has passed; false once the server stops. */
    boolean await(Duration atMost) throws InterruptedException {
      if (news.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
      return !isClosed();
    }

    @Override
    public void close() {
      end(this);
    }
  }
}
