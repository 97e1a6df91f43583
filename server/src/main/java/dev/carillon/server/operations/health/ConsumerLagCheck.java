package dev.carillon.server.operations.health;

import dev.carillon.server.operations.metrics.ConsumerCounts;
import java.time.Duration;

/** Whether the readers of consumers keep up: a consumer without a reader fails in silence. */
public final class ConsumerLagCheck {

  private static final String NAME = "consumers";

  /** An event that waits for longer is worth a look. */
  private static final Duration LATE = Duration.ofHours(1);

  private ConsumerLagCheck() {}

  /** What this reading shows. */
  public static Check of(ConsumerCounts.Reading reading) {
    if (reading.oldestAge().compareTo(LATE) > 0) {
      return Check.degraded(
          NAME,
          "An event of consumer '"
              + reading.slowest()
              + "' has not been acknowledged for "
              + reading.oldestAge().toMinutes()
              + " min; check whether its reader runs");
    }
    return Check.up(NAME, "No event has waited for a reader for more than an hour");
  }
}
