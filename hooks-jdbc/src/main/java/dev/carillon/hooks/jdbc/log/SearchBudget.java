package dev.carillon.hooks.jdbc.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many rows the next step of a search looks at, and whether there is to be one: steps grow as
 * long as they are quick, and shrink where rows are large, so that no step goes on for long behind
 * the end of the time.
 */
final class SearchBudget {

  /** How large payloads are is not known before they are looked into. */
  static final int TEXT_FIRST = 100;

  private static final int LEAST = 25;
  private static final int MOST = 5_000;
  private static final Duration QUICK = Duration.ofMillis(250);

  private final InstantSource engineClock;
  private final Instant began;
  private final Duration max;
  private Instant last;
  private int size;

  /**
   * A pace that begins now.
   *
   * @param max how long the search may go on
   * @param first how many rows its first step looks at
   */
  SearchBudget(InstantSource engineClock, Duration max, int first) {
    this.engineClock = engineClock;
    this.began = engineClock.instant();
    this.last = began;
    this.max = max;
    this.size = first;
  }

  /** How many rows the next step looks at. */
  int rows() {
    return size;
  }

  /** A step is done; whether there is time for one more. */
  boolean goesOn() {
    Instant now = engineClock.instant();
    boolean quick = Duration.between(last, now).compareTo(QUICK) <= 0;
    size = quick ? Math.min(2 * size, MOST) : Math.max(size / 2, LEAST);
    last = now;
    return Duration.between(began, now).compareTo(max) < 0;
  }
}
