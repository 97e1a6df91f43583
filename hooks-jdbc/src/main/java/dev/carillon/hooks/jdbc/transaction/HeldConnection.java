package dev.carillon.hooks.jdbc.transaction;

/**
 * Whether the current thread has a connection already. It asks for no other one then: the pool may
 * have no more, and all that have one of its connections could wait for another.
 */
public final class HeldConnection {

  private static final ThreadLocal<Boolean> HELD = ThreadLocal.withInitial(() -> false);

  private HeldConnection() {}

  /** Whether the current thread works in a transaction of the store's. */
  public static boolean any() {
    return HELD.get();
  }

  /**
   * To be called before a connection is asked for.
   *
   * @throws IllegalStateException if the current thread has one
   */
  public static void checkNone() {
    if (any()) {
      throw new IllegalStateException(
          "a transaction within a transaction may wait for itself: use the connection that was"
              + " lent");
    }
  }

  static void begins() {
    HELD.set(true);
  }

  static void ends() {
    HELD.remove();
  }
}
