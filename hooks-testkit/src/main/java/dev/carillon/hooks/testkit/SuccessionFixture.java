package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What those parts of the contract work with that need a store to be opened again. */
public interface SuccessionFixture extends StoreFixture {

  /** Reads what {@link TextSnapshot} writes. */
  SnapshotReader SNAPSHOTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));

  /**
   * The owner of the store is gone without a word, as after {@code kill -9}, and the next one opens
   * it: from now on {@link #store} is that one's.
   *
   * @return the store of the one before, that may still be asked and must refuse or change nothing
   */
  StoreUnderTest succeed();

  /** Switches a webhook on or off; the webhook as it is now. */
  default Webhook turn(Webhook webhook, boolean on) {
    WebhookState off = new WebhookState.Disabled(clock().instant(), WebhookState.Reason.MANUAL, "");
    return webhooks()
        .change(webhook.id(), it -> it.in(on ? new WebhookState.Enabled() : off))
        .orElseThrow();
  }

  /** Lets the store put in order what it recorded lately, as it does in its own time. */
  default void tidy() {
    int rounds = 0;
    while (retention().tidy()) {
      if (rounds++ > 10_000) {
        throw new AssertionError("it is never in order");
      }
    }
  }

  /** How many of a webhook's deliveries are in a state, as the log counts them. */
  default Count counted(Webhook webhook, String state) {
    return store().log().count(DeliveryFilter.ALL.in(state).to(webhook.id()), 10_000);
  }

  /** What a redelivery came to that was answered with this status. */
  default Settlement redeliveredWith(Delivery delivery, int status) {
    ReceiverResponse response = ReceiverResponse.of(status);
    boolean success = response.success();
    Attempt attempt =
        new Attempt(
            delivery.attempts() + 1,
            clock().instant(),
            Duration.ofMillis(34),
            success ? new Outcome.Accepted(response) : new Outcome.Rejected(response),
            Timings.NONE,
            AttemptTarget.NONE,
            true,
            false);
    return new Settlement(
        delivery,
        attempt,
        success ? new DeliveryState.Delivered(clock().instant()) : delivery.state(),
        WebhookHealth.NONE,
        Optional.empty());
  }
}
