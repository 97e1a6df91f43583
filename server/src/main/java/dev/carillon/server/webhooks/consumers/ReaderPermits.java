package dev.carillon.server.webhooks.consumers;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How many readers may wait or stream at once: one consumer's leave room for those of others.
 *
 * @param all permits for the readers of all consumers; throws where there is none
 * @param taken how many readers each consumer has
 */
record ReaderPermits(Supplier<Runnable> all, ConcurrentMap<Webhook.Id, Integer> taken) {

  /** So many readers of one consumer wait or stream at once. */
  static final int READERS_MAX = 100;

  private static final int RETRY_SECONDS = 5;

  /** Of which none is taken yet. */
  ReaderPermits(Supplier<Runnable> all) {
    this(all, new ConcurrentHashMap<>());
  }

  /**
   * Takes a permit.
   *
   * @return gives it back, once, however often it is called
   * @throws Problem 503 where there is none
   */
  Runnable take(Webhook.Id consumer) {
    if (taken.merge(consumer, 1, Integer::sum) > READERS_MAX) {
      giveBack(consumer);
      throw Problem.unavailable(
          READERS_MAX + " readers of this consumer wait or stream already, which is the most",
          RETRY_SECONDS);
    }
    Runnable permit;
    try {
      permit = all.get();
    } catch (Problem none) {
      giveBack(consumer);
      throw none;
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        giveBack(consumer);
        permit.run();
      }
    };
  }

  private void giveBack(Webhook.Id consumer) {
    taken.computeIfPresent(consumer, (id, count) -> count == 1 ? null : count - 1);
  }
}
