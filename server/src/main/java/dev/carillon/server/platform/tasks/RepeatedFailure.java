package dev.carillon.server.platform.tasks;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Something that is tried again and again: the log names it when it begins to fail, when it fails
 * in another way, at most once a minute while it goes on, and when it works again.
 */
public final class RepeatedFailure {

  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final String what;
  private String told = "";
  private long toldAt;
  private volatile String trouble = "";

  /**
   * Nothing has failed yet.
   *
   * @param what does not work, as a sentence without its end
   */
  public RepeatedFailure(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /** It failed once more. */
  public void happened(Throwable failure) {
    String why = failure.toString();
    trouble = what + ": " + why;
    long now = System.nanoTime();
    if (!why.equals(told)) {
      log.log(Level.ERROR, what + "; retrying", failure);
    } else if (now - toldAt >= QUIET_NANOS) {
      log.log(Level.ERROR, "Still failing: {0}", trouble);
    } else {
      return;
    }
    told = why;
    toldAt = now;
  }

  /** It worked. */
  public void over() {
    if (!trouble.isEmpty()) {
      trouble = "";
      told = "";
      log.log(Level.INFO, "Recovered from: {0}", what);
    }
  }

  /** What does not work now, and why; empty if it works. */
  public String trouble() {
    return trouble;
  }
}
