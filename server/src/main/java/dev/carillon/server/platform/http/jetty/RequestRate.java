package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenBucket;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.IntSupplier;

/** How many requests a second an address may send; after a quiet second that many at once. */
final class RequestRate {

  private final IntSupplier perSecond;
  private final TokenBucket<InetAddress> requests = new TokenBucket<>(Duration.ofSeconds(1));

  /** Asks each time; 0 is no limit. */
  RequestRate(IntSupplier perSecond) {
    this.perSecond = perSecond;
  }

  /**
   * Counts one request.
   *
   * @param now by {@link System#nanoTime}
   * @throws Problem 429 where it is one too many
   */
  void count(InetAddress from, long now) {
    int most = perSecond.getAsInt();
    if (most > 0 && !requests.take(ClientAddress.counted(from), 1, most, now).isZero()) {
      throw Problem.tooManyRequests(
          "More than " + most + " requests per second come from your address", 1);
    }
  }
}
