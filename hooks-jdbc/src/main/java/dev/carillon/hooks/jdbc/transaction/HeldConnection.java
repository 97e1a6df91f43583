package dev.carillon.hooks.jdbc.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Whether the current thread has a connection already. It asks the same pool for no other one then:
 * there may be no more, and all that have one of its connections could wait for another.
 */
public final class HeldConnection {

  /** Where the connection is from that the thread has had for the shortest time. */
  private static final ThreadLocal<@Nullable Object> ORIGIN = new ThreadLocal<>();

  private HeldConnection() {}

  /** Whether the current thread works in a transaction of the store's. */
  public static boolean any() {
    return ORIGIN.get() != null;
  }

  /**
   * Whether the current thread has no connection from here.
   *
   * @param origin as {@link ConnectionSource#origin} says
   */
  @SuppressWarnings("ReferenceEquality") // one pool, not an equal one
  public static boolean none(Object origin) {
    return ORIGIN.get() != origin;
  }

  /** The thread has a connection from here; where the one before is from. */
  static @Nullable Object begins(Object origin) {
    Object before = ORIGIN.get();
    ORIGIN.set(origin);
    return before;
  }

  /** It has the one before again; null = none. */
  static void ends(@Nullable Object before) {
    if (before == null) {
      ORIGIN.remove();
    } else {
      ORIGIN.set(before);
    }
  }
}
