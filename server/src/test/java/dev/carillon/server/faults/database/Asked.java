package dev.carillon.server.faults.database;

import dev.carillon.server.invariant.Change;
import dev.carillon.server.testing.TestResponse;
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

  /** Asked for, and not answered yet. */
  static Asked unanswered(Change change, long at) {
    return new Asked(change, 0, false, at, Duration.ofNanos(System.nanoTime() - at));
  }

  /** The same change, answered now; a creation's answer tells the asset. */
  Asked answered(TestResponse said) {
    int status = said.status();
    boolean created = status / 100 == 2 && change.asset().isEmpty();
    String asset = created ? said.json().path("id").asText() : change.asset();
    return new Asked(
        change.answered(meaning(status), asset),
        status,
        !said.header("Retry-After").isEmpty(),
        at,
        Duration.ofNanos(System.nanoTime() - at));
  }

  boolean accepted() {
    return change.answer() == Change.Answer.ACCEPTED;
  }

  /** The server said that it did not make it. */
  boolean refused() {
    return change.answer() == Change.Answer.REFUSED;
  }

  /** What such an answer says of the change. */
  private static Change.Answer meaning(int answer) {
    if (answer / 100 == 2) {
      return Change.Answer.ACCEPTED;
    }
    return answer / 100 == 4 || answer == 503 ? Change.Answer.REFUSED : Change.Answer.UNKNOWN;
  }
}
