package dev.carillon.server.webhooks;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition instead of for a time. */
final class Patience {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** One look counts for no more: a machine that stands still for a while takes no time from us. */
  private static final long LOOK_NANOS_MAX = Duration.ofMillis(50).toNanos();

  private Patience() {}

  static void until(String what, BooleanSupplier condition) {
    until(what, LONG, condition);
  }

  static void until(String what, Duration within, BooleanSupplier condition) {
    long left = within.toNanos();
    while (!condition.getAsBoolean()) {
      if (left <= 0) {
        throw new AssertionError("not within " + within + ": " + what);
      }
      left -= look();
    }
  }

  /** Lets so much time go by, in which the machine did not stand still. */
  static void spend(Duration span) {
    for (long left = span.toNanos(); left > 0; ) {
      left -= look();
    }
  }

  private static long look() {
    long from = System.nanoTime();
    pause(2);
    return Math.min(System.nanoTime() - from, LOOK_NANOS_MAX);
  }

  /** Sees to it that the condition stays true for so long. */
  static void holds(String what, Duration span, BooleanSupplier condition) {
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() < end) {
      if (!condition.getAsBoolean()) {
        throw new AssertionError("no longer: " + what);
      }
      pause(5);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
