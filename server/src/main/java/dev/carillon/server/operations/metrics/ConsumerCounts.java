package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Consumers.Lag;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How far consumers are behind: those that are enabled, up to a number. It is read when metrics or
 * health are requested, at most once in five seconds; while the database fails the last answer
 * stays.
 */
public final class ConsumerCounts {

  /** Of more consumers not all are looked at. */
  private static final int CONSUMERS_MAX = 1_000;

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Webhooks webhooks;
  private final Consumers consumers;
  private final InstantSource clock;
  private Reading latest = Reading.NOTHING;
  private long readAt = System.nanoTime() - FRESH_NANOS;

  /** The consumers of this store. */
  public ConsumerCounts(Store store) {
    this.webhooks = store.webhooks();
    this.consumers = store.consumers();
    this.clock = store.engineClock();
  }

  /** Adds the numbers. */
  public void bind(Metrics metrics) {
    metrics.gauge(
        "consumers.pending",
        "Events that consumers have not acknowledged; more than 10000 of one are not counted",
        () -> reading().pending());
    metrics.gauge(
        "consumers.oldest.age.seconds",
        "The age of the oldest event that a consumer has not acknowledged; 0 if there is none",
        () -> reading().oldestAge().toSeconds());
  }

  /** What is known, not older than a few seconds. */
  public synchronized Reading reading() {
    if (System.nanoTime() - readAt >= FRESH_NANOS) {
      try {
        latest = read();
      } catch (HooksException away) {
        // what was known before is better than nothing; the database has checks of its own
      } finally {
        readAt = System.nanoTime();
      }
    }
    return latest;
  }

  private Reading read() {
    List<Webhook> fetched =
        webhooks.current().webhooks().stream()
            .filter(webhook -> webhook.pulled() && webhook.enabled())
            .limit(CONSUMERS_MAX)
            .toList();
    Instant now = clock.instant();
    Map<Webhook.Id, Lag> lags =
        consumers.lags(fetched.stream().map(Webhook::id).toList(), Lag.COUNT_MAX);
    Reading all = Reading.NOTHING;
    for (Webhook consumer : fetched) {
      all = all.with(consumer.name(), Objects.requireNonNull(lags.get(consumer.id())), now);
    }
    return all;
  }

  /**
   * What was found.
   *
   * @param consumers how many there are
   * @param pending events that are not acknowledged, of all of them
   * @param oldestAge of the oldest of these; zero where there is none
   * @param slowest the name of its consumer; empty where there is none
   */
  public record Reading(int consumers, long pending, Duration oldestAge, String slowest) {

    static final Reading NOTHING = new Reading(0, 0, Duration.ZERO, "");

    private Reading with(String name, Lag lag, Instant now) {
      Duration age =
          lag.oldest().equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(lag.oldest(), now);
      boolean slower = age.compareTo(oldestAge) > 0;
      return new Reading(
          consumers + 1,
          pending + lag.pending(),
          slower ? age : oldestAge,
          slower ? name : slowest);
    }
  }
}
