package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.event.Event;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Looks up the deliveries of events that are committed, a few at a time: a transaction may have
 * recorded very many, and each read takes a connection. What there is no room for is found by the
 * next survey.
 */
final class LookUps {

  private static final int THREADS_MAX = 4;
  private static final int WAITING_MAX = 10_000;

  private final HooksConfig config;
  private final Consumer<DispatcherInput> dispatchers;
  private final Queue<Event.Id> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore threads = new Semaphore(THREADS_MAX);

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
    if (waiting.offer(event) && threads.tryAcquire()) {
      Thread.ofVirtual().name("carillon-look-up").start(this::run);
    }
  }

  private void run() {
    do {
      Event.Id next = waiting.poll();
      while (next != null) {
        lookUp(next);
        next = waiting.poll();
      }
      threads.release();
      // one may have come before that, for which there was no thread
    } while (!waiting.isEmpty() && threads.tryAcquire());
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
