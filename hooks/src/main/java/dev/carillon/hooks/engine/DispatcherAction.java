package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;

/** What the dispatcher wants done. */
public sealed interface DispatcherAction {

  /** Make the next attempt of this delivery, to this webhook as it is now. */
  record Send(DueDelivery due, Webhook webhook, Duration timeout) implements DispatcherAction {}

  /** Read what is due of a webhook, in the order of due times. */
  record ReadDue(Webhook.Id webhook, Instant until, DueDeliveries.Place after, int limit)
      implements DispatcherAction {}

  /** Read resends that wait for a webhook, in the order in which they were asked for. */
  record ReadResends(Webhook.Id webhook, int limit) implements DispatcherAction {}

  /** Read what is pending of a webhook, due or not, in the order of the changes. */
  record ReadInSequence(Webhook.Id webhook, long afterSequence, int limit)
      implements DispatcherAction {}
}
