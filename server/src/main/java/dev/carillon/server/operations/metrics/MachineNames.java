package dev.carillon.server.operations.metrics;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** How this machine is called: looked up only once it is needed, and kept once it was found. */
final class MachineNames {

  private static volatile List<String> known = List.of();

  /** The names; none where it has none yet. */
  static List<String> names() {
    if (known.isEmpty()) {
      try {
        InetAddress here = InetAddress.getLocalHost();
        known = List.of(here.getHostName(), here.getCanonicalHostName());
      } catch (UnknownHostException namelessYet) {
        return List.of();
      }
    }
    return known;
  }
}
