package dev.carillon.server.operations.health;

import java.util.function.Supplier;

/**
 * Whether requests should come here: the database answers and takes changes, no other server has
 * taken over, and this one is not stopping.
 */
public final class Readiness {

  private final DatabaseProbe probe;
  private final Supplier<String> lease;
  private volatile boolean stopping;

  /**
   * Asks this probe.
   *
   * @param lease why this server may change nothing; empty where it may
   */
  public Readiness(DatabaseProbe probe, Supplier<String> lease) {
    this.probe = probe;
    this.lease = lease;
  }

  /** From now on nothing more should come. */
  public void stopping() {
    stopping = true;
  }

  /** Why the server is not ready; empty if it is. Public. */
  String trouble() {
    if (stopping) {
      return "The server is stopping";
    }
    probe.freshen();
    String lost = lease.get();
    if (!lost.isEmpty()) {
      return lost;
    }
    if (!probe.answers()) {
      return "The database does not respond";
    }
    return probe.writable() ? "" : "The database accepts no writes";
  }
}
