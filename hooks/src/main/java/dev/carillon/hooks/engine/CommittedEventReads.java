package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Reads the deliveries of events that an embedder has committed. Whatever waits is read together:
 * each read takes a connection, for which the program's own transactions may wait, too. What there
 * is no room for is found by the next survey.
 */
final class CommittedEventReads {

  private static final int THREADS_MAX = 4;
  private static final int TOGETHER_MAX = 200;
  private static final int WAITING_MAX = 10_000;

  private final HooksConfig config;
  private final ReadThreads threads;
  private final Consumer<DispatcherInput> dispatchers;
  private final BlockingQueue<Event.Id> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore turns = new Semaphore(THREADS_MAX);
  private volatile boolean closed;

  /**
   * Nothing to look up yet.
   *
   * @param dispatchers get what is found
   */
  CommittedEventReads(
      HooksConfig config, ReadThreads threads, Consumer<DispatcherInput> dispatchers) {
    this.config = config;
    this.threads = threads;
    this.dispatchers = dispatchers;
  }

  /** Waits for nothing. */
  void add(Event.Id event) {
    if (!closed && waiting.offer(event) && turns.tryAcquire()) {
      threads.start("carillon-event-read", this::run);
    }
  }

  /** Looks up nothing more; the engine's poll, or that of another process, finds the rest. */
  void close() {
    closed = true;
    waiting.clear();
  }

  private void run() {
    do {
      List<Event.Id> next = next();
      while (!next.isEmpty()) {
        List<Event.Id> left = lookUp(next);
        next = closed || left.isEmpty() ? next() : left;
      }
      turns.release();
      // one may have come before that, for which there was no thread
    } while (!closed && !waiting.isEmpty() && turns.tryAcquire());
  }

  private List<Event.Id> next() {
    List<Event.Id> next = new ArrayList<>();
    waiting.drainTo(next, TOGETHER_MAX);
    return next;
  }

  /** Gives those that are too much to be read together with the first. */
  private List<Event.Id> lookUp(List<Event.Id> events) {
    try {
      DueDeliveries.OfEvents found = config.store().due().ofEvents(events);
      dispatchers.accept(new DispatcherInput.HandedOver(found.due()));
      return events.subList(found.events(), events.size());
    } catch (RuntimeException | Error failure) {
      // the next survey finds them; a program may have closed its pool before this read ended
      if (!closed) {
        StoreFaults.report(config, "look up the deliveries of events", failure);
      }
      return List.of();
    }
  }
}
