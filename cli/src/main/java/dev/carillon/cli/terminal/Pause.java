package dev.carillon.cli.terminal;

import java.time.Duration;

/** Waits between two requests. */
public final class Pause {

  private Pause() {}

  /** Waits; false where the thread was interrupted, which it stays. */
  public static boolean of(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
