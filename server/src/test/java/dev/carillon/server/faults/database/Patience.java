package dev.carillon.server.faults.database;

import java.time.Duration;

/** Waits for what must come. */
final class Patience {

  private Patience() {}

  /** Returns once this holds, and says how long that took; fails if it does not in time. */
  static Duration until(Duration within, Condition condition) throws Exception {
    long began = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - began > within.toNanos()) {
        throw new AssertionError("did not come true within " + within);
      }
      Thread.sleep(10);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }
}
