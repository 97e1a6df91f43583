package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts a webhook's failed attempts within {@link DeliveryPolicy#DISABLE_WINDOW}. {@link
 * Lane#settle} calls it for every attempt that did not get a 2xx, redeliveries too. The lane clears
 * it when its webhook is disabled or enabled, and at no other change of its settings. It only
 * counts: {@link DeliveryPolicy#disabling} decides what disables a webhook. What several nodes
 * count together is in the webhook's row ({@code SharedHealth} of {@code hooks-jdbc}).
 */
final class FailureCounter {

  /** Failures of one millisecond are kept together, so that there are never too many to hold. */
  private final Deque<Moment> moments = new ArrayDeque<>();

  private int failures;

  /** How many failed within the window that ends now, this one included. */
  int failed(Instant now) {
    Instant moment = now.truncatedTo(ChronoUnit.MILLIS);
    Moment last = moments.peekLast();
    if (last == null || !last.at().equals(moment)) {
      last = new Moment(moment);
      moments.addLast(last);
    }
    last.failures++;
    failures++;
    Instant from = moment.minus(DeliveryPolicy.DISABLE_WINDOW);
    while (!moments.getFirst().at().isAfter(from)) {
      failures -= moments.removeFirst().failures;
    }
    return failures;
  }

  void clear() {
    moments.clear();
    failures = 0;
  }

  private static final class Moment {
    private final Instant at;
    private int failures;

    Moment(Instant at) {
      this.at = at;
    }

    Instant at() {
      return at;
    }
  }
}
