package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
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
record DeliveryCursor(Instant endedAt, long sequence) {

  private static final String FORM = "d[0-9a-z]{1,12}";

  /** What ends at about the same time may be stored in another order. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  static DeliveryCursor now(InstantSource clock) {
    return new DeliveryCursor(clock.instant().plus(SLACK), Long.MAX_VALUE);
  }

  /** Where this one ended; if it has not, all that ended up to a time is behind. */
  static DeliveryCursor of(Entry entry, Instant otherwise) {
    Instant at = DeliveryJson.endedAt(entry.delivery().state()).orElse(otherwise);
    return new DeliveryCursor(at, entry.delivery().sequence());
  }

  /** A little before it, so that nothing is left out: what was sent may be sent again. */
  DeliveryCursor earlier() {
    return new DeliveryCursor(endedAt.minus(SLACK), Long.MAX_VALUE);
  }

  String text() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, endedAt);
    return "d" + Long.toString(micros, Character.MAX_RADIX);
  }

  static DeliveryCursor parse(String key, String text) {
    if (!text.matches(FORM)) {
      throw Problem.badField(key, text, "the id of an event of this stream");
    }
    long micros = Long.parseLong(text.substring(1), Character.MAX_RADIX);
    return new DeliveryCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.MAX_VALUE);
  }
}
