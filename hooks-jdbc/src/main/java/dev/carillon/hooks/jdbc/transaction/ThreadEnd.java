package dev.carillon.hooks.jdbc.transaction;

/** How the end of a thread is waited for that must not be left behind. */
public final class ThreadEnd {

  private ThreadEnd() {}

  /** Waits until a thread has ended, also if the caller is interrupted, who stays interrupted. */
  public static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
