package dev.carillon.server.preview;

import dev.carillon.server.http.Problem;
import java.util.HashMap;
import java.util.Map;

/** How many callers wait for renditions, all together and of one name. Thread-safe. */
final class Shares {

  private static final int RETRY_SECONDS = 2;

  private final int allMax;
  private final int oneMax;
  private final Map<String, Integer> waiting = new HashMap<>();
  private int all;

  Shares(int allMax, int oneMax) {
    this.allMax = allMax;
    this.oneMax = oneMax;
  }

  static Shares ofRenditions() {
    return new Shares(512, 64);
  }

  /**
   * One more of this name.
   *
   * @throws Problem 429 or 503 where there are too many
   */
  synchronized Share take(String name) {
    if (waiting.getOrDefault(name, 0) >= oneMax) {
      throw Problem.tooManyRequests(
          "You wait for " + oneMax + " previews already; ask again when they are made",
          RETRY_SECONDS);
    }
    if (all >= allMax) {
      throw Problem.unavailable(
          "The server has too many previews to make; try again", RETRY_SECONDS);
    }
    all++;
    waiting.merge(name, 1, Integer::sum);
    return () -> give(name);
  }

  private synchronized void give(String name) {
    all--;
    waiting.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
  }

  /** A place that is taken until it is closed. */
  interface Share extends AutoCloseable {
    @Override
    void close();
  }
}
