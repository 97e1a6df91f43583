package dev.carillon.hooks.contracts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements InstantSource {

  private volatile Instant now;

  /** A clock that shows this time. */
  public ManualClock(Instant start) {
    this.now = start;
  }

  /** A clock at some ordinary time. */
  public ManualClock() {
    this(Instant.parse("2026-03-04T05:06:07.123456Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
