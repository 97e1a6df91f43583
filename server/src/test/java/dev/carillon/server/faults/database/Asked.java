package dev.carillon.server.faults.database;

import java.time.Duration;

/**
 * A change that a client asked for.
 *
 * @param value the status it sets: no two changes set the same
 * @param answer the HTTP status; 0 where none came
 * @param retryAfter whether the answer says when to try again
 * @param at when it was asked for, by {@link System#nanoTime}
 * @param took how long the answer took
 */
record Asked(String value, int answer, boolean retryAfter, long at, Duration took) {

  boolean accepted() {
    return answer / 100 == 2;
  }

  /** The server said that it did not make it. */
  boolean refused() {
    return answer / 100 == 4 || answer == 503;
  }
}
