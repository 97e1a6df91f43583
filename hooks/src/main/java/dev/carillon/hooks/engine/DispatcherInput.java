package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Something that happened, passed to a dispatcher. Each webhook has one dispatcher that knows it.
 */
public sealed interface DispatcherInput {

  /** Concerns one webhook, and so the dispatcher that knows it. */
  sealed interface OfWebhook extends DispatcherInput {

    /** Which one. */
    Webhook.Id id();
  }

  /** Concerns all dispatchers; what it says of webhooks that one does not know is passed over. */
  sealed interface ForAll extends DispatcherInput {}

  /** Comes of what a dispatcher wanted done, and goes back to it. */
  sealed interface Answer extends DispatcherInput {}

  /** Deliveries that were just committed. */
  record HandedOver(List<DueDelivery> due) implements DispatcherInput {}

  /**
   * Deliveries that were committed and handed over, but too many at once: they are to be read from
   * the store later.
   *
   * @param through up to which sequence, for each webhook
   */
  record LetGo(Map<Webhook.Id, Long> through) implements ForAll {}

  /** An attempt has ended. */
  record Attempted(DueDelivery due, Attempt attempt) implements Answer {}

  /** An attempt was to start and did not: the delivery is as it was. */
  record NotSent(DueDelivery due) implements Answer {}

  /**
   * A request was sent to a webhook that is no attempt which the dispatcher started: a second one
   * within an attempt, or a test. It counts towards the webhook's rate limit.
   */
  record ExtraRequest(Webhook.Id webhook) implements OfWebhook {

    @Override
    public Webhook.Id id() {
      return webhook;
    }
  }

  /** Settlements are durable now. */
  record Stored(List<Settlement> settlements) implements Answer {}

  /**
   * A page of due deliveries that was read.
   *
   * @param webhook whose deliveries
   * @param rows at most as many as were asked for
   * @param complete whether these were the last ones there are
   * @param nextDue when the next delivery after them is due; {@link Instant#MAX} = there is none
   */
  record Page(Webhook.Id webhook, List<DueDelivery> rows, boolean complete, Instant nextDue)
      implements Answer {}

  /** A read did not work; it is asked for again. */
  record PageFailed(Webhook.Id webhook) implements Answer {}

  /** When each webhook's earliest pending delivery is due. */
  record Surveyed(Map<Webhook.Id, Instant> earliestDue) implements ForAll {}

  /**
   * A webhook was registered or changed.
   *
   * @param heldUntil nothing is sent to it before; {@link Instant#EPOCH} = it is not held
   */
  record Changed(Webhook webhook, WebhookHealth health, Instant heldUntil) implements OfWebhook {

    /** One that is not held. */
    public Changed(Webhook webhook, WebhookHealth health) {
      this(webhook, health, Instant.EPOCH);
    }

    @Override
    public Webhook.Id id() {
      return webhook.id();
    }
  }

  /**
   * Which webhooks are held in the store, and until when; the others are not. A hold is a pause
   * that a receiver asked for by {@code Retry-After}.
   *
   * @param asOf the engine's clock before they were read: what is known since a later time is newer
   */
  record HoldsRead(Map<Webhook.Id, Instant> holds, Instant asOf) implements ForAll {}

  /** A webhook was removed. */
  record Removed(Webhook.Id webhook) implements OfWebhook {

    @Override
    public Webhook.Id id() {
      return webhook;
    }
  }

  /**
   * Old deliveries of a webhook became pending in the store, or due sooner: by an administrator's
   * action, or because what the webhook missed is recovered. Where the order counts, they may come
   * before what was read already; so that is read anew.
   */
  record Woken(Webhook.Id webhook) implements OfWebhook {

    @Override
    public Webhook.Id id() {
      return webhook;
    }
  }

  /**
   * More deliveries of a webhook are due in the store: another node recorded them, or this one for
   * a webhook whose deliveries get rows at once. Unlike {@link Woken} these are only newer ones, so
   * what was read before stays as it is.
   */
  record MoreDue(Webhook.Id webhook) implements OfWebhook {

    @Override
    public Webhook.Id id() {
      return webhook;
    }
  }

  /** Pending deliveries of a webhook are not to be sent any more, as their rows say. */
  record Cancelled(Webhook.Id webhook) implements OfWebhook {

    @Override
    public Webhook.Id id() {
      return webhook;
    }
  }

  /** Redeliveries wait in the store for these webhooks. */
  record RedeliveriesFound(Set<Webhook.Id> webhooks) implements ForAll {}

  /**
   * A page of redeliveries that was read.
   *
   * @param complete whether these were the last ones there are; false where the read failed
   */
  record RedeliveryPage(Webhook.Id webhook, List<DueDelivery> rows, boolean complete)
      implements Answer {}

  /** The rules changed. */
  record PolicyChanged(DeliveryPolicy policy) implements ForAll {}

  /** The lease lasts until then: later nothing is sent, unless it was renewed. */
  record LeaseHeld(Instant until) implements ForAll {}

  /**
   * Another node has taken over: what waits in memory is void, and nothing is sent until {@link
   * LeaseHeld} comes.
   */
  record LeaseLost() implements ForAll {}

  /** Other nodes share the store than before, or now all of them go by this list. */
  record NodesChanged(NodeView view) implements ForAll {}

  /** Send nothing more. */
  record Stop() implements ForAll {}
}
