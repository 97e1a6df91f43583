package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets no more calls be carried out at once than the server can do something with, and no single
 * address take all the places: the others come again. A client that sends a body slowly takes no
 * place meanwhile.
 */
final class ConcurrencyLimit {

  private static final int BUSY_RETRY_SECONDS = 1;

  private final Semaphore places;
  private final int share;
  private final Map<InetAddress, Integer> inside = new ConcurrentHashMap<>();

  ConcurrencyLimit(HttpLimits.Crowd crowd) {
    places = new Semaphore(crowd.callsMax());
    share = HttpLimits.Crowd.share(crowd.callsMax());
  }

  /**
   * Does the work where there is a place.
   *
   * @throws Problem 503 where there is none
   */
  <T> T admitted(InetAddress address, Supplier<T> work) {
    InetAddress from = ClientAddress.counted(address);
    if (!enter(from)) {
      throw Problem.unavailable("The server is busy; retry later", BUSY_RETRY_SECONDS);
    }
    try {
      return work.get();
    } finally {
      leave(from);
    }
  }

  private boolean enter(InetAddress from) {
    int there = inside.merge(from, 1, Integer::sum);
    if (there <= share && places.tryAcquire()) {
      return true;
    }
    forget(from);
    return false;
  }

  private void leave(InetAddress from) {
    places.release();
    forget(from);
  }

  private void forget(InetAddress from) {
    inside.computeIfPresent(from, (address, there) -> there > 1 ? there - 1 : null);
  }

  /** How many addresses have a call inside. */
  int addresses() {
    return inside.size();
  }
}
