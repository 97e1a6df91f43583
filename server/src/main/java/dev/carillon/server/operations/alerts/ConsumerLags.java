package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * When the oldest event was recorded that a consumer has not acknowledged: read twice a minute. For
 * one thread.
 */
final class ConsumerLags {

  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final int KNOWN_MAX = 10_000;

  private final Function<Webhook.Id, Instant> oldest;
  private final Map<Webhook.Id, Known> known = new HashMap<>();

  /** By this look, which gives the epoch where nothing waits. */
  ConsumerLags(Function<Webhook.Id, Instant> oldest) {
    this.oldest = oldest;
  }

  /** Those of a store. */
  static ConsumerLags of(Consumers consumers) {
    return new ConsumerLags(
        id -> Objects.requireNonNull(consumers.lags(List.of(id), 1).get(id)).oldest());
  }

  /** The time; {@link Instant#MAX} where nothing waits. */
  Instant oldest(Webhook.Id consumer, Instant now) {
    Known last = known.get(consumer);
    if (last == null || last.readAt().plus(FRESH).isBefore(now)) {
      Instant read = oldest.apply(consumer);
      last = new Known(read.equals(Instant.EPOCH) ? Instant.MAX : read, now);
      if (known.size() >= KNOWN_MAX) {
        known.clear();
      }
      known.put(consumer, last);
    }
    return last.oldest();
  }

  private record Known(Instant oldest, Instant readAt) {}
}
