package dev.carillon.server.observe.health;

/** Whether requests should come here: the database answers, and the server is not stopping. */
public final class Readiness {

  private final DatabaseProbe probe;
  private volatile boolean stopping;

  /** Asks this probe. */
  public Readiness(DatabaseProbe probe) {
    this.probe = probe;
  }

  /** From now on nothing more should come. */
  public void stopping() {
    stopping = true;
  }

  /** Why nothing should come; empty where it should. Anybody may read it. */
  String trouble() {
    if (stopping) {
      return "The server is stopping";
    }
    return probe.answers() ? "" : "The database does not answer";
  }
}
