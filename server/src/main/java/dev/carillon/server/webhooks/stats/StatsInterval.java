package dev.carillon.server.webhooks.stats;

import java.time.Duration;
import java.time.Instant;

/** How long the pieces of time are that are summed up, and how long each kind is kept. */
enum StatsInterval {
  FIVE_MINUTES(Duration.ofMinutes(5), Duration.ofHours(2)),
  HOUR(Duration.ofHours(1), Duration.ofDays(2)),
  DAY(Duration.ofDays(1), Duration.ofDays(32));

  private final Duration length;
  private final Duration kept;

  StatsInterval(Duration length, Duration kept) {
    this.length = length;
    this.kept = kept;
  }

  long seconds() {
    return length.toSeconds();
  }

  /** Where the piece begins that this moment is in, in seconds since 1970. */
  long start(long second) {
    return Math.floorDiv(second, seconds()) * seconds();
  }

  /** What begins before this is kept no longer. */
  long oldest(Instant now) {
    return now.minus(kept).getEpochSecond();
  }
}
