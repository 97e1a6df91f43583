package dev.carillon.server.platform.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of something each may have in a time; after a quiet time that much at once.
 *
 * @param <K> whom it is counted for
 */
public final class TokenBucket<K> {

  private static final int KNOWN_MAX = 20_000;

  private final double time;
  private final Map<K, Bucket> buckets = new ConcurrentHashMap<>();

  /** All buckets are full. */
  public TokenBucket(Duration time) {
    this.time = time.toNanos();
  }

  /**
   * What is left in one bucket, and since when.
   *
   * @param lacking how long until there is as much as was asked for last; 0 where it was given
   */
  public record Bucket(double left, long at, long lacking) {

    /**
     * The bucket after so much was asked for.
     *
     * @param most how much there is in the time, and at once
     * @param time how long it takes to be full again, in the unit of the times
     */
    public Bucket next(int amount, int most, long now, double time) {
      double full = Math.min(most, left + (now - at) / time * most);
      double missing = amount - full;
      return missing > 0
          ? new Bucket(full, now, (long) Math.ceil(missing / most * time))
          : new Bucket(full - amount, now, 0);
    }
  }

  /**
   * Gives so much, or nothing where there is less.
   *
   * @param most how much there is in the time, and at once: 1 or more, and no less than the amount
   * @param now by {@link System#nanoTime}
   * @return how long to wait for it; zero where it was given
   */
  public Duration take(K who, int amount, int most, long now) {
    if (buckets.size() > KNOWN_MAX) {
      buckets.clear();
    }
    Bucket full = new Bucket(most, now, 0);
    Bucket after =
        buckets.compute(
            who, (key, before) -> (before == null ? full : before).next(amount, most, now, time));
    return Duration.ofNanos(after.lacking());
  }

  /** What was given is not needed after all. */
  public void giveBack(K who, int amount) {
    buckets.computeIfPresent(
        who, (key, before) -> new Bucket(before.left() + amount, before.at(), 0));
  }
}
