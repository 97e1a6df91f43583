package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that runs as the machine's, and that a test can move forward. Given to the builder of
 * {@code Hooks}, it makes retries happen without waiting for them. Safe for use by many threads.
 */
public final class TestClock implements MovableClock {

  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
  private final Instant start;
  private final long startNanos = System.nanoTime();
  private final AtomicLong movedNanos = new AtomicLong();

  /** A clock that shows the present time. */
  public TestClock() {
    this(Instant.now());
  }

  /** A clock that shows this time now. */
  public TestClock(Instant start) {
    this.start = start;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos + movedNanos.get());
  }

  /**
   * Moves it forward.
   *
   * @param duration zero or more, at most a year: the engine's clock is never set back
   * @throws IllegalArgumentException if the duration is negative or longer
   */
  public void advance(Duration duration) {
    if (duration.isNegative() || duration.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          "duration: " + duration + "; the clock moves forward, give zero to 366 days");
    }
    movedNanos.addAndGet(duration.toNanos());
    tasks.forEach(Runnable::run);
  }

  @Override
  public void afterMove(Runnable task) {
    tasks.add(task);
  }
}
