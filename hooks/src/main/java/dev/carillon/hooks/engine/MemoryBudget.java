package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for waiting deliveries that all webhooks share. Each may hold as much as is still free
 * for all the others: so however many hang, they cannot fill it, and one that does well has its
 * place. No lane waits for it: one that holds nothing may always take, and one that holds something
 * comes back when that is stored.
 */
final class MemoryBudget {

  /** What a delivery needs beside its payload. */
  private static final long DELIVERY_BYTES = 512;

  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What a delivery counts. */
  static long cost(DueDelivery due) {
    return DELIVERY_BYTES + due.payload().length();
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long free() {
    return bytesMax - used.get();
  }

  /** Whether one that holds so much may have more. Who holds nothing always may. */
  boolean allows(long held) {
    return held == 0 || held < free();
  }
}
