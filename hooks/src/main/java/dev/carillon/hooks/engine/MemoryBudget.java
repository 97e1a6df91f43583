package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory for waiting deliveries that all webhooks share. Each may hold as much as is still free
 * for all the others: so however many hang, they cannot fill it, and one that does well has its
 * place. No lane blocks: an empty one may always take memory, another asks again when its results
 * are stored.
 */
final class MemoryBudget {

  /** The memory that a delivery needs beside its payload. */
  private static final long DELIVERY_BYTES = 512;

  private final @Nullable MemoryBudget whole;
  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();

  /** The memory of all. */
  MemoryBudget(long bytesMax) {
    this(null, bytesMax);
  }

  private MemoryBudget(@Nullable MemoryBudget whole, long bytesMax) {
    this.whole = whole;
    this.bytesMax = bytesMax;
  }

  /**
   * The part of this budget for the webhooks of one owner: together they may hold as much as is
   * still free for all others.
   */
  MemoryBudget part() {
    return new MemoryBudget(this, bytesMax);
  }

  /** The memory that a delivery is counted with. */
  static long cost(DueDelivery due) {
    return DELIVERY_BYTES + due.payload().length();
  }

  void take(long bytes) {
    used.addAndGet(bytes);
    if (whole != null) {
      whole.take(bytes);
    }
  }

  void give(long bytes) {
    take(-bytes);
  }

  long free() {
    return whole == null ? bytesMax - used.get() : whole.free();
  }

  /** Whether one that holds so much may have more. Who holds nothing always may. */
  boolean allows(long held) {
    return held == 0 || (whole == null ? held : Math.max(held, used.get())) < free();
  }
}
