package dev.carillon.bench.embedded;

import dev.carillon.hooks.delivery.EngineClock;
import java.time.Instant;
import java.time.InstantSource;

/** An engine's clock that shows the past while a log is filled, and the time of day then. */
public final class DrivenClock implements InstantSource {

  private volatile InstantSource source;

  /** Shows this time until it is told another. */
  public DrivenClock(Instant start) {
    this.source = InstantSource.fixed(start);
  }

  /** Shows this time from now on. */
  public void show(Instant time) {
    source = InstantSource.fixed(time);
  }

  /** Goes on from this time. */
  public void runFrom(Instant time) {
    source = EngineClock.startingAt(time);
  }

  @Override
  public Instant instant() {
    return source.instant();
  }
}
