package dev.carillon.hooks.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One HTTP call for a delivery.
 *
 * @param number 1 for the first attempt
 * @param at when it was signed and sent, by the wall clock
 * @param duration how long it took in all
 * @param outcome how it ended
 * @param timings where the time went
 * @param target where it went
 * @param redelivery whether it is a redelivery, which was asked for after the delivery had ended
 * @param keepsResponse whether the log keeps the response, address and timings even of a first
 *     attempt with a 2xx
 */
public record Attempt(
    int number,
    Instant at,
    Duration duration,
    Outcome outcome,
    Timings timings,
    AttemptTarget target,
    boolean redelivery,
    boolean keepsResponse) {

  /** An attempt that the schedule made, of which nothing else is known. */
  public Attempt(int number, Instant at, Duration duration, Outcome outcome) {
    this(number, at, duration, outcome, Timings.NONE, AttemptTarget.NONE, false, false);
  }

  /**
   * Whether a few numbers say all of it (status, time, duration, what it was made of), as the first
   * attempt with a 2xx is: the store keeps it as a record in a block of first attempts, without the
   * response.
   */
  public boolean fitsRecord() {
    return number == 1 && !redelivery && !keepsResponse && outcome instanceof Outcome.Accepted;
  }
}
