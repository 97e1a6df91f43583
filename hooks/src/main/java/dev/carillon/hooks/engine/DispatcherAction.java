package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;

/** What the dispatcher wants done, beside the storing of settlements. */
public sealed interface DispatcherAction {

  /** Make the next attempt of this delivery, to this webhook as it is now. */
  record Send(DueDelivery due, Webhook webhook, Duration timeout) implements DispatcherAction {}

  /** Read deliveries of a webhook from the store. */
  sealed interface Read extends DispatcherAction {

    /** The webhook whose deliveries are read. */
    Webhook.Id webhook();
  }

  /** Read what is due of a webhook, in the order of due times. */
  record ReadDue(Webhook.Id webhook, Instant until, DueDeliveries.Place after, int limit)
      implements Read {}

  /** Read redeliveries that wait for a webhook, in the order in which they were asked for. */
  record ReadRedeliveries(Webhook.Id webhook, int limit) implements Read {}

  /** Read what is pending of a webhook, due or not, in the order of the changes. */
  record ReadInSequence(Webhook.Id webhook, long afterSequence, int limit) implements Read {}
}
