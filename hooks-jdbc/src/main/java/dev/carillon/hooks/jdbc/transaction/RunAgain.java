package dev.carillon.hooks.jdbc.transaction;

/**
 * Thrown by a work that must run again in another transaction, after a remedy was applied. Its
 * caller does not see it.
 */
public final class RunAgain extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Runnable remedy;

  /**
   * Undoes this work.
   *
   * @param remedy runs on the caller's thread, in no transaction, before the work runs again
   */
  public RunAgain(String message, Runnable remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  /** Does what has to be done before. */
  void prepare() {
    remedy.run();
  }
}
