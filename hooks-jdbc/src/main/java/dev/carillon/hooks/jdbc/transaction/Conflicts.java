package dev.carillon.hooks.jdbc.transaction;

import java.util.concurrent.ThreadLocalRandom;

/** How often a transaction runs that others get in the way of, and how long it waits in between. */
final class Conflicts {

  /** So many runs in all. */
  private static final int TRIES = 6;

  /** So long for a lock that another connection holds, since for that there is no queue. */
  private static final long LOCK_NANOS_MAX = 1_000_000_000;

  private static final int FIRST_PAUSE_MICROS_MAX = 4_000;

  private final long began = System.nanoTime();
  private int tried = 1;

  /**
   * Whether it may run once more.
   *
   * @param locked whether what was in the way is a lock of the whole database
   */
  boolean mayTryAgain(boolean locked) {
    return locked ? System.nanoTime() - began < LOCK_NANOS_MAX : tried < TRIES;
  }

  /** Waits a random time, which doubles with each try, so that two do not meet again and again. */
  void pause() {
    long most = (long) FIRST_PAUSE_MICROS_MAX << (Math.min(tried, TRIES) - 1);
    tried++;
    long micros = ThreadLocalRandom.current().nextLong(1, most);
    try {
      Thread.sleep(micros / 1000, (int) (micros % 1000) * 1000);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
