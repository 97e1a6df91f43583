package dev.carillon.server.platform.http.capacity;

/**
 * Turns of a thread that reads or writes piece by piece and may never have to wait: a virtual
 * thread that does not wait keeps a processor from all others. Not thread-safe.
 */
public final class YieldPoints {

  private final int steps;
  private int done;

  /**
   * The first turn begins.
   *
   * @param steps how many there are in a turn
   */
  public YieldPoints(int steps) {
    this.steps = steps;
  }

  /** One step; after the last of a turn other threads go first. */
  @SuppressWarnings("ThreadPriorityCheck") // of virtual threads, each has its turn
  public void step() {
    if (++done == steps) {
      done = 0;
      Thread.yield();
    }
  }
}
