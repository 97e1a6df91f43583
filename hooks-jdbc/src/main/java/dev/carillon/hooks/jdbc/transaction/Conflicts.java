package dev.carillon.hooks.jdbc.transaction;

import java.util.concurrent.ThreadLocalRandom;

/** How often a transaction runs that others get in the way of, and how long it waits in between. */
final class Conflicts {

  /** So many runs in all. */
  static final int TRIES = 6;

  private static final int FIRST_PAUSE_MICROS_MAX = 2_000;

  private Conflicts() {}

  /** Waits a random time, which doubles with each try, so that two do not meet again and again. */
  static void pause(int tried) {
    long micros = ThreadLocalRandom.current().nextLong(1, (long) FIRST_PAUSE_MICROS_MAX << tried);
    try {
      Thread.sleep(micros / 1000, (int) (micros % 1000) * 1000);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
