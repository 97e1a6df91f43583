package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.util.List;

/**
 * How large the pages of one webhook are, and the room that is kept for the one under way: pages of
 * many webhooks come at once, above all after a start, and none of them is in memory yet when they
 * are asked for.
 */
final class PageBudget {

  /** The rows of the first page of a webhook, while the size of its payloads is not known. */
  static final int FIRST_ROWS = 50;

  private static final long ROW_BYTES_MIN = 64;

  private final EngineLimits limits;
  private final MemoryBudget budget;
  private long rowBytes;
  private long kept;

  PageBudget(EngineLimits limits, MemoryBudget budget) {
    this.limits = limits;
    this.budget = budget;
    this.rowBytes = limits.pageBytes() / FIRST_ROWS;
  }

  /** The number of rows with which a page has about as many bytes as it may. */
  int rows() {
    long page = Math.min(limits.pageBytes(), budget.free() / 4);
    return (int) Math.clamp(page / rowBytes, 1L, limits.pageRowsMax());
  }

  /** A page is asked for; how many rows it may have. */
  int ask() {
    int rows = rows();
    kept = rows * rowBytes;
    budget.take(kept);
    return rows;
  }

  /** A page has come, or will not come any more. */
  void answered(List<DueDelivery> rows) {
    giveBack();
    if (!rows.isEmpty()) {
      long bytes = rows.stream().mapToLong(MemoryBudget::cost).sum();
      rowBytes = Math.max(ROW_BYTES_MIN, bytes / rows.size());
    }
  }

  /** Nothing is kept for a page any more. */
  void giveBack() {
    budget.give(kept);
    kept = 0;
  }
}
