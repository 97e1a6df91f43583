package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Settlements for tests of stores, of which nothing is said but what matters to the test. */
public final class TestSettlements {

  private static final Duration TOOK = Duration.ofMillis(3);

  private TestSettlements() {}

  /** What this response makes of an attempt. */
  public static Outcome outcome(ReceiverResponse response) {
    return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
  }

  /** An attempt that the schedule made and that was answered with this status. */
  public static Attempt attempt(int number, int status, Instant at) {
    return new Attempt(number, at, TOOK, outcome(ReceiverResponse.of(status)));
  }

  /** The same attempt, of a redelivery. */
  public static Attempt redelivery(int number, int status, Instant at) {
    Outcome outcome = outcome(ReceiverResponse.of(status));
    return new Attempt(number, at, TOOK, outcome, Timings.NONE, AttemptTarget.NONE, true, false);
  }

  /** Ends a delivery with its next attempt, which was answered with this status. */
  public static Settlement ended(Delivery delivery, int status, Instant at) {
    return ended(delivery, attempt(delivery.attempts() + 1, status, at));
  }

  /** Ends a delivery with this attempt: it is delivered where that succeeded, else given up. */
  public static Settlement ended(Delivery delivery, Attempt attempt) {
    return settled(
        delivery,
        attempt,
        attempt.outcome().success()
            ? new DeliveryState.Delivered(attempt.at())
            : new DeliveryState.Exhausted(attempt.at()));
  }

  /** Brings a delivery into this state; the health of its webhook stays as it is. */
  public static Settlement settled(Delivery delivery, Attempt attempt, DeliveryState next) {
    return new Settlement(delivery, attempt, next, WebhookHealth.NONE, Optional.empty());
  }
}
