package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * From where on a stream of deliveries is resumed: a place in the order in which they end.
 *
 * @param endedAt by the engine's clock
 * @param sequence of those that ended then, the last one seen
 */
record DeliveryPlace(Instant endedAt, long sequence) {

  private static final String FORM = "d[0-9a-z]{1,12}";

  /** What ends at about the same time may be stored in another order. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  static DeliveryPlace now(InstantSource clock) {
    return new DeliveryPlace(clock.instant().plus(SLACK), Long.MAX_VALUE);
  }

  /** Where this one ended; where it has not, all that ended up to a time is behind. */
  static DeliveryPlace of(Entry entry, Instant otherwise) {
    Instant at =
        switch (entry.delivery().state()) {
          case DeliveryState.Pending pending -> otherwise;
          case DeliveryState.Delivered(Instant ended) -> ended;
          case DeliveryState.Exhausted(Instant ended) -> ended;
          case DeliveryState.Cancelled(Instant ended) -> ended;
          case DeliveryState.Missed(Instant ended) -> ended;
        };
    return new DeliveryPlace(at, entry.delivery().sequence());
  }

  /** A little before it, so that nothing is left out: what was told may be told again. */
  DeliveryPlace earlier() {
    return new DeliveryPlace(endedAt.minus(SLACK), Long.MAX_VALUE);
  }

  String text() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, endedAt);
    return "d" + Long.toString(micros, Character.MAX_RADIX);
  }

  static DeliveryPlace parse(String key, String text) {
    if (!text.matches(FORM)) {
      throw Problem.badField(key, text, "the id of an event of this stream");
    }
    long micros = Long.parseLong(text.substring(1), Character.MAX_RADIX);
    return new DeliveryPlace(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.MAX_VALUE);
  }
}
