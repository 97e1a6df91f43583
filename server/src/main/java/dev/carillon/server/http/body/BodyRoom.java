package dev.carillon.server.http.body;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all bodies take together which are read, or were read and are not answered yet.
 * Anybody may send one, and slowly; so nobody's address has all of it.
 */
public final class BodyRoom {

  private final long bytesMax;
  private final long share;
  private final AtomicLong taken = new AtomicLong();
  private final Map<InetAddress, Long> byAddress = new ConcurrentHashMap<>();

  /**
   * An empty room.
   *
   * @param bytesMax how much there is
   * @param share how much of it one address may have
   */
  public BodyRoom(long bytesMax, long share) {
    this.bytesMax = bytesMax;
    this.share = share;
  }

  /** Takes so much for an address; false where there is not so much left for it. */
  boolean take(InetAddress from, long bytes) {
    if (bytes == 0) {
      return true;
    }
    long all = taken.addAndGet(bytes);
    long own = byAddress.merge(from, bytes, Long::sum);
    if (all <= bytesMax && own <= share) {
      return true;
    }
    give(from, bytes);
    return false;
  }

  /** What an address has taken is free again. */
  void give(InetAddress from, long bytes) {
    if (bytes > 0) {
      taken.addAndGet(-bytes);
      byAddress.computeIfPresent(from, (address, had) -> had > bytes ? had - bytes : null);
    }
  }

  /** How much is taken. */
  public long taken() {
    return taken.get();
  }
}
