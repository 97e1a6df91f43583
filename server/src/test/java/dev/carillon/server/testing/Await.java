package dev.carillon.server.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition instead of for a time. */
public final class Await {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** One look counts for no more: a machine that stands still for a while takes no time from us. */
  private static final long LOOK_NANOS_MAX = Duration.ofMillis(50).toNanos();

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    until(what, LONG, condition);
  }

  public static void until(String what, Duration within, BooleanSupplier condition) {
    until(() -> what, within, condition);
  }

  /** Waits until it is so; what was waited for is asked only if it never is. */
  public static void until(Supplier<String> what, BooleanSupplier condition) {
    until(what, LONG, condition);
  }

  private static void until(Supplier<String> what, Duration within, BooleanSupplier condition) {
    long left = within.toNanos();
    while (!condition.getAsBoolean()) {
      if (left <= 0) {
        throw new AssertionError("not within " + within + ": " + what.get());
      }
      left -= look();
    }
  }

  /** Returns once this holds; fails if it does not within a minute. */
  public static void until(Condition condition) throws Exception {
    until(LONG, condition);
  }

  /**
   * Returns how long it took until this holds, and fails if that is too long. A time in which the
   * machine stood still between two looks is not counted.
   */
  public static Duration until(Duration within, Condition condition) throws Exception {
    long began = System.nanoTime();
    long stoodStill = 0;
    boolean late = false;
    while (!condition.holds()) {
      if (late) {
        throw new AssertionError("did not come true within " + within);
      }
      long paused = System.nanoTime();
      Thread.sleep(10);
      stoodStill += Math.max(0, System.nanoTime() - paused - LOOK_NANOS_MAX);
      // before the next look, which is the last one then
      late = System.nanoTime() - began - stoodStill > within.toNanos();
    }
    return Duration.ofNanos(System.nanoTime() - began - stoodStill);
  }

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Lets so much time go by, in which the machine did not stand still. */
  public static void spend(Duration span) {
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
  public static void holds(String what, Duration span, BooleanSupplier condition) {
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() < end) {
      if (!condition.getAsBoolean()) {
        throw new AssertionError("no longer: " + what);
      }
      pause(5);
    }
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
