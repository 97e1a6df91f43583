package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts a webhook's failed attempts within {@link DeliveryPolicy#DISABLE_WINDOW}. */
final class FailureWindow {

  /** More are not told apart: any threshold above this counts as reached here. */
  private static final int COUNTED_MAX = 10_000;

  private final Deque<Instant> failures = new ArrayDeque<>();

  /** How many failed within the window that ends now, this one included. */
  int failed(Instant now) {
    failures.addLast(now);
    Instant from = now.minus(DeliveryPolicy.DISABLE_WINDOW);
    while (failures.size() > COUNTED_MAX || !failures.getFirst().isAfter(from)) {
      failures.removeFirst();
    }
    return failures.size();
  }

  void clear() {
    failures.clear();
  }
}
