package dev.carillon.server.crash;

import java.time.Duration;
import java.time.Instant;

/** Waits for what must come. */
final class Await {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(20);

  private Await() {}

  /** Returns once this holds; fails if it does not within a minute. */
  static void until(Condition condition) throws Exception {
    until(PATIENCE, condition);
  }

  /** Returns once this holds; fails if it does not in time. */
  static void until(Duration patience, Condition condition) throws Exception {
    Instant deadline = Instant.now().plus(patience);
    while (!condition.holds()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("did not come true within " + patience);
      }
      Thread.sleep(STEP);
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }
}
