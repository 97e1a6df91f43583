package dev.carillon.server.http.jetty;

import dev.carillon.server.http.Problem;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** How many requests a second an address may send; after a quiet second that many at once. */
final class RequestRate {

  private static final int ADDRESSES_MAX = 20_000;
  private static final double NANOS = 1e9;

  private final IntSupplier perSecond;
  private final Map<InetAddress, Bucket> buckets = new ConcurrentHashMap<>();

  /** Asks each time; 0 is no limit. */
  RequestRate(IntSupplier perSecond) {
    this.perSecond = perSecond;
  }

  /**
   * What an address has left, and since when.
   *
   * @param refused whether the last request was one too many; it cost nothing then
   */
  private record Bucket(double left, long at, boolean refused) {

    Bucket next(long now, int perSecond) {
      double full = Math.min(perSecond, left + (now - at) / NANOS * perSecond);
      return full < 1 ? new Bucket(full, now, true) : new Bucket(full - 1, now, false);
    }
  }

  /**
   * Counts one request.
   *
   * @param now by {@link System#nanoTime}
   * @throws Problem 429 where it is one too many
   */
  void count(InetAddress from, long now) {
    int most = perSecond.getAsInt();
    if (most == 0) {
      return;
    }
    if (buckets.size() > ADDRESSES_MAX) {
      buckets.clear();
    }
    Bucket full = new Bucket(most, now, false);
    Bucket after =
        buckets.compute(
            from, (address, before) -> (before == null ? full : before).next(now, most));
    if (after.refused()) {
      throw Problem.tooManyRequests(
          "More than " + most + " requests a second come from your address", 1);
    }
  }
}
