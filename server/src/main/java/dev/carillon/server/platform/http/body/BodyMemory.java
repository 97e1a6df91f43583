package dev.carillon.server.platform.http.body;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that bodies take together: those of requests which are read, or were read and are not
 * answered yet; or those of responses that wait for their readers. Any client may send or read one
 * slowly; so no address gets all of it.
 */
public final class BodyMemory {

  /** So much of each request and response is not counted. */
  private static final int FREE_BYTES = 16 * 1024;

  private final long bytesMax;
  private final long share;
  private final AtomicLong taken = new AtomicLong();
  private final Map<InetAddress, Long> byAddress = new ConcurrentHashMap<>();

  /**
   * Nothing is taken yet.
   *
   * @param bytesMax how much there is
   * @param share how much of it one address may have
   */
  public BodyMemory(long bytesMax, long share) {
    this.bytesMax = bytesMax;
    this.share = share;
  }

  /**
   * How much more counts where somebody comes to hold so much instead of what is held now: the
   * first bytes do not, so that who sends or asks for little is never turned away.
   */
  public static long counted(long held, long then) {
    return Math.max(0, then - FREE_BYTES) - Math.max(0, held - FREE_BYTES);
  }

  /** Takes so much for an address, whether there is so much or not. */
  public void takeAnyway(InetAddress from, long bytes) {
    if (bytes > 0) {
      taken.addAndGet(bytes);
      byAddress.merge(from, bytes, Long::sum);
    }
  }

  /** Takes so much for an address; false where there is not so much left for it. */
  public boolean take(InetAddress from, long bytes) {
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
  public void give(InetAddress from, long bytes) {
    if (bytes > 0) {
      taken.addAndGet(-bytes);
      byAddress.computeIfPresent(from, (address, had) -> had > bytes ? had - bytes : null);
    }
  }

  /** Whether an address has taken all that it may have, or more. */
  public boolean spent(InetAddress from) {
    return byAddress.getOrDefault(from, 0L) >= share;
  }
}
