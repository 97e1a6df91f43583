package dev.carillon.hooks.delivery;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The engine's clock: a start time plus what {@link System#nanoTime} says has passed since. It
 * never steps, whatever happens to the wall clock, so that due times neither storm nor stall.
 */
public final class EngineClock implements InstantSource {

  private final Instant start;
  private final long startNanos = System.nanoTime();

  private EngineClock(Instant start) {
    this.start = start;
  }

  /** A clock that shows this time now: the wall clock's, or that of the store. */
  public static EngineClock startingAt(Instant start) {
    return new EngineClock(start);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
