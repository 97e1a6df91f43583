package dev.carillon.server.webhooks.template;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long the database has waited for templates lately: all its callers wait with it. */
final class DatabaseWait {

  /** So long it waits for all templates within each {@link #WINDOW}. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  static final Duration WINDOW = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private long windowFrom;
  private long waited;

  /** By a clock that never goes back. */
  DatabaseWait(LongSupplier nanos) {
    this.nanos = nanos;
    this.windowFrom = nanos.getAsLong();
  }

  /** How long it may wait now. */
  synchronized Duration left() {
    long now = nanos.getAsLong();
    if (now - windowFrom >= WINDOW.toNanos()) {
      windowFrom = now;
      waited = 0;
    }
    return LONGEST.minusNanos(waited);
  }

  /** It has waited so long, in nanoseconds. */
  synchronized void waited(long more) {
    waited += more;
  }
}
