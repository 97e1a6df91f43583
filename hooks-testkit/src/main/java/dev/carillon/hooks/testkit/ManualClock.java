package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that stands still until a test moves it. Given to the builder of {@code Hooks}, it makes
 * retries happen without waiting for them. Safe for use by many threads.
 */
public final class ManualClock implements MovableClock {

  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
  private volatile Instant now;

  /** A clock that shows the present time, in whole milliseconds. */
  public ManualClock() {
    this(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  /** A clock that shows this time. */
  public ManualClock(Instant start) {
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /**
   * Moves it.
   *
   * @param duration zero or more: the engine's clock is never set back
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "duration: " + duration + "; the clock cannot be set back, give zero or more");
    }
    move(duration);
    tasks.forEach(Runnable::run);
  }

  private synchronized void move(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public void afterMove(Runnable task) {
    tasks.add(task);
  }
}
