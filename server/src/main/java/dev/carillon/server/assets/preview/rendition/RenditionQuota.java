package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.http.Problem;
import java.util.HashMap;
import java.util.Map;

/**
 * How many callers wait for renditions, all together, of one name, and all guests together: who has
 * no account leaves room to those who have one. Thread-safe.
 */
final class RenditionQuota {

  private static final int RETRY_SECONDS = 2;

  private final int allMax;
  private final int oneMax;
  private final int guestsMax;
  private final Map<String, Integer> waiting = new HashMap<>();
  private int all;
  private int guests;

  RenditionQuota(int allMax, int oneMax, int guestsMax) {
    this.allMax = allMax;
    this.oneMax = oneMax;
    this.guestsMax = guestsMax;
  }

  static RenditionQuota ofRenditions() {
    return new RenditionQuota(512, 64, 256);
  }

  /**
   * One more of this caller.
   *
   * @throws Problem 429 or 503 where there are too many
   */
  synchronized Share take(Who who) {
    String name = who.name();
    if (waiting.getOrDefault(name, 0) >= oneMax) {
      throw Problem.tooManyRequests(
          "You are waiting for " + oneMax + " previews already; retry when they are made",
          RETRY_SECONDS);
    }
    if (all >= allMax || (who.guest() && guests >= guestsMax)) {
      throw Problem.unavailable(
          "The server has too many previews to make; retry later", RETRY_SECONDS);
    }
    all++;
    guests += who.guest() ? 1 : 0;
    waiting.merge(name, 1, Integer::sum);
    return () -> give(name, who.guest());
  }

  private synchronized void give(String name, boolean guest) {
    all--;
    guests -= guest ? 1 : 0;
    waiting.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
  }

  /** A place that is taken until it is closed. */
  interface Share extends AutoCloseable {
    @Override
    void close();
  }
}
