package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;

/** Tells the listener that the store does not work, and survives whatever the listener does. */
final class StoreFaults {

  private static final System.Logger LOG = System.getLogger(StoreFaults.class.getName());

  private StoreFaults() {}

  /**
   * Tells it.
   *
   * @param failure an exception, or an error such as a class that cannot be loaded
   */
  static void tell(HooksConfig config, String what, Throwable failure) {
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
