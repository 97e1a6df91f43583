package dev.carillon.server.faults.database;

import dev.carillon.server.invariant.Change;
import java.time.Duration;

/**
 * A change that a client asked for, and how it was answered.
 *
 * @param change what the checker wants to know of it
 * @param answer the HTTP status; 0 where none came
 * @param retryAfter whether the answer says when to try again
 * @param at when it was asked for, by {@link System#nanoTime}
 * @param took how long the answer took
 */
record Asked(Change change, int answer, boolean retryAfter, long at, Duration took) {

  boolean accepted() {
    return change.answer() == Change.Answer.ACCEPTED;
  }

  /** The server said that it did not make it. */
  boolean refused() {
    return change.answer() == Change.Answer.REFUSED;
  }

  /** What such an answer says of the change. */
  static Change.Answer meaning(int answer) {
    if (answer / 100 == 2) {
      return Change.Answer.ACCEPTED;
    }
    return answer / 100 == 4 || answer == 503 ? Change.Answer.REFUSED : Change.Answer.UNKNOWN;
  }
}
