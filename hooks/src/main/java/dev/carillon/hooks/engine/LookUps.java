package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.event.Event;
<<<<<<< HEAD
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
=======
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
>>>>>>> 32dd75a0a88ed1720614efe8efc8627ec250daba
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the deliveries of events that are committed. Whatever waits is read together: each read
 * takes a connection, for which the program's own transactions may wait, too. What there is no room
 * for is found by the next survey.
 */
final class LookUps {

  private static final Logger LOG = System.getLogger(LookUps.class.getName());
  private static final int THREADS_MAX = 4;
  private static final int TOGETHER_MAX = 200;
  private static final int WAITING_MAX = 10_000;
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private final HooksConfig config;
  private final ReadThreads threads;
  private final Consumer<DispatcherInput> dispatchers;
<<<<<<< HEAD
  private final BlockingQueue<Event.Id> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore turns = new Semaphore(THREADS_MAX);
=======
  private final Queue<Event.Id> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore threads = new Semaphore(THREADS_MAX);
>>>>>>> 32dd75a0a88ed1720614efe8efc8627ec250daba
  private volatile boolean closed;

  /**
   * Nothing to look up yet.
   *
   * @param dispatchers get what is found
   */
  LookUps(HooksConfig config, ReadThreads threads, Consumer<DispatcherInput> dispatchers) {
    this.config = config;
    this.threads = threads;
    this.dispatchers = dispatchers;
  }

  /** Waits for nothing. */
  void add(Event.Id event) {
<<<<<<< HEAD
    if (!closed && waiting.offer(event) && turns.tryAcquire()) {
      threads.start("carillon-look-up", this::run);
=======
    if (!closed && waiting.offer(event) && threads.tryAcquire()) {
      Thread.ofVirtual().name("carillon-look-up").start(this::run);
>>>>>>> 32dd75a0a88ed1720614efe8efc8627ec250daba
    }
  }

  /** Looks up nothing more; the engine's poll, or that of another process, finds the rest. */
  void close() {
    closed = true;
    waiting.clear();
  }

  private void run() {
    do {
<<<<<<< HEAD
      List<Event.Id> next = next();
      while (!next.isEmpty()) {
=======
      Event.Id next = next();
      while (next != null) {
>>>>>>> 32dd75a0a88ed1720614efe8efc8627ec250daba
        lookUp(next);
        next = next();
      }
      turns.release();
      // one may have come before that, for which there was no thread
<<<<<<< HEAD
    } while (!closed && !waiting.isEmpty() && turns.tryAcquire());
=======
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
>>>>>>> 32dd75a0a88ed1720614efe8efc8627ec250daba
  }

  private List<Event.Id> next() {
    List<Event.Id> next = new ArrayList<>();
    waiting.drainTo(next, TOGETHER_MAX);
    return next;
  }

  private void lookUp(List<Event.Id> events) {
    try {
      dispatchers.accept(new DispatcherInput.HandedOver(config.store().due().ofEvents(events)));
    } catch (RuntimeException | Error failure) {
      // the next survey finds them
      StoreFaults.report(config, "look up the deliveries of events", failure);
    }
  }
}
