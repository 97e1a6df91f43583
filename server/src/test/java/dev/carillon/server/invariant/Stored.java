package dev.carillon.server.invariant;

import java.time.Instant;

/**
 * A delivery as its row tells of it.
 *
 * @param id the delivery's id
 * @param state what it is in
 * @param attempts how many were made
 * @param waitingSince when it was due; the end of time where it is not pending, or its webhook is
 *     disabled or removed
 */
public record Stored(String id, State state, int attempts, Instant waitingSince) {

  /** The states. */
  public enum State {
    /** To be sent. */
    PENDING,
    /** Answered 2xx. */
    DELIVERED,
    /** Failed for good. */
    EXHAUSTED,
    /** Not wanted any more. */
    CANCELLED,
    /** Its webhook was disabled when it happened. */
    MISSED
  }
}
