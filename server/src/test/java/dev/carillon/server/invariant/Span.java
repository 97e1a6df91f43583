package dev.carillon.server.invariant;

import java.time.Instant;

/**
 * A time from one moment to another.
 *
 * @param from its first moment
 * @param until its last moment
 */
public record Span(Instant from, Instant until) {

  /** All of time. */
  public static final Span ALWAYS = new Span(Instant.MIN, Instant.MAX);

  /** Whether all of the other lies in this one. */
  public boolean holds(Span other) {
    return !other.from.isBefore(from) && !other.until.isAfter(until);
  }

  /** Whether the two have a moment in common. */
  public boolean touches(Span other) {
    return !other.from.isAfter(until) && !other.until.isBefore(from);
  }
}
