package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;

/** Reports to the listener that the store does not work; a listener that throws does no harm. */
final class StoreFaults {

  private static final System.Logger LOG = System.getLogger(StoreFaults.class.getName());

  private StoreFaults() {}

  /**
   * Reports it.
   *
   * @param failure an exception, or an error such as a class that cannot be loaded
   */
  static void report(HooksConfig config, String what, Throwable failure) {
    try {
      config
          .listener()
          .storeFailed(
              what,
              failure instanceof RuntimeException known
                  ? known
                  : new IllegalStateException(failure));
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", bug);
    }
  }
}
