package dev.carillon.server.operations.nodes;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the other nodes listen, as of the looks of the last minute. A look may find none of them:
 * after the database was away, it comes before they have reported again. Of one thread.
 */
final class OtherSockets {

  /** There is one every two seconds; those that failed do not count. */
  static final int LOOKS = 30;

  private final Map<InetSocketAddress, Integer> looksLeft = new HashMap<>();

  /** A look has found these. */
  Set<InetSocketAddress> found(Set<InetSocketAddress> sockets) {
    looksLeft.replaceAll((socket, left) -> left - 1);
    looksLeft.values().removeIf(left -> left == 0);
    sockets.forEach(socket -> looksLeft.put(socket, LOOKS));
    return Set.copyOf(looksLeft.keySet());
  }
}
