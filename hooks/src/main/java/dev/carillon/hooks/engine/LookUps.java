package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.event.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the deliveries of events that are committed, a few at a time: a transaction may have
 * recorded very many, and each read takes a connection. What there is no room for is found by the
 * next survey.
 */
final class LookUps {

  private static final Logger LOG = System.getLogger(LookUps.class.getName());
  private static final int THREADS_MAX = 4;
  private static final int WAITING_MAX = 10_000;
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private final HooksConfig config;
  private final Consumer<DispatcherInput> dispatchers;
  private final Queue<Event.Id> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore threads = new Semaphore(THREADS_MAX);
  private volatile boolean closed;

  /**
   * Nothing to look up yet.
   *
   * @param dispatchers get what is found
   */
  LookUps(HooksConfig config, Consumer<DispatcherInput> dispatchers) {
    this.config = config;
    this.dispatchers = dispatchers;
  }

  /** Waits for nothing. */
  void add(Event.Id event) {
    if (!closed && waiting.offer(event) && threads.tryAcquire()) {
      Thread.ofVirtual().name("carillon-look-up").start(this::run);
    }
  }

  private void run() {
    do {
      Event.Id next = next();
      while (next != null) {
        lookUp(next);
        next = next();
      }
      threads.release();
      // one may have come before that, for which there was no thread
    } while (!closed && !waiting.isEmpty() && threads.tryAcquire());
  }

  private Event.@Nullable Id next() {
    return closed ? null : waiting.poll();
  }

  /**
   * Looks up no more. Reads that run end before this returns, unless the database hangs: after it
   * the program may close its pool. What waits is found by another process, or the next start.
   */
  void close() {
    closed = true;
    try {
      if (!threads.tryAcquire(THREADS_MAX, END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "Reads of committed events have not ended within {0}", END_WITHIN);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookUp(Event.Id event) {
    try {
      dispatchers.accept(new DispatcherInput.HandedOver(config.store().due().ofEvent(event)));
    } catch (RuntimeException | Error failure) {
      // the next survey finds them
      StoreFaults.report(config, "look up an event's deliveries", failure);
    }
  }
}
