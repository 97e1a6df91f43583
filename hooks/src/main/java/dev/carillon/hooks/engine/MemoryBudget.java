package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;

/**
 * The memory for waiting deliveries that all webhooks share. Each may hold as much as is still free
 * for all the others: so however many hang, they cannot fill it, and one that does well has its
 * place.
 */
final class MemoryBudget {

  /** What a delivery needs beside its payload. */
  private static final long DELIVERY_BYTES = 512;

  private final long bytesMax;
  private long used;

  MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What a delivery counts. */
  static long cost(DueDelivery due) {
    return DELIVERY_BYTES + due.payload().length();
  }

  void take(long bytes) {
    used += bytes;
  }

  void give(long bytes) {
    used -= bytes;
  }

  long free() {
    return bytesMax - used;
  }

  /** Whether one that holds so much may have more. Who holds nothing always may. */
  boolean allows(long held) {
    return held == 0 || held < free();
  }
}
