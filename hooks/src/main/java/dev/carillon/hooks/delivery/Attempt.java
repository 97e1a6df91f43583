package dev.carillon.hooks.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One HTTP call for a delivery.
 *
 * @param number 1 for the first try
 * @param at when it was signed and sent, by the wall clock
 * @param duration how long it took in all
 * @param outcome how it ended
 * @param timings where the time went
 * @param contact where it went
 * @param manual whether somebody asked for it after the delivery had ended: a resend
 * @param whole whether the log keeps all of it, however it ended
 */
public record Attempt(
    int number,
    Instant at,
    Duration duration,
    Outcome outcome,
    Timings timings,
    AttemptTarget contact,
    boolean manual,
    boolean whole) {

  /** An attempt of which the log keeps what its end makes worth keeping. */
  public Attempt(
      int number,
      Instant at,
      Duration duration,
      Outcome outcome,
      Timings timings,
      AttemptTarget contact,
      boolean manual) {
    this(number, at, duration, outcome, timings, contact, manual, false);
  }

  /** An attempt that the schedule made. */
  public Attempt(
      int number,
      Instant at,
      Duration duration,
      Outcome outcome,
      Timings timings,
      AttemptTarget contact) {
    this(number, at, duration, outcome, timings, contact, false);
  }

  /** An attempt of which only the whole duration is known. */
  public Attempt(int number, Instant at, Duration duration, Outcome outcome) {
    this(number, at, duration, outcome, Timings.NONE);
  }

  /** An attempt of which is not known where it went. */
  public Attempt(int number, Instant at, Duration duration, Outcome outcome, Timings timings) {
    this(number, at, duration, outcome, timings, AttemptTarget.NONE);
  }

  /**
   * Whether it is all told by a few numbers (status, time, duration, what it was made of), as the
   * first try with a 2xx is: the log keeps it in the delivery's own row and forgets the response.
   */
  public boolean plain() {
    return number == 1 && !manual && !whole && outcome.success();
  }
}
