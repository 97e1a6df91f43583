package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which changes of a webhook make the failures before them count no more. */
class FailuresForgottenTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final int DISABLING = DeliveryPolicy.DEFAULT.failuresBeforeDisable();

  private final Webhook webhook =
      Webhook.of(
          "any",
          "https://example.org",
          Webhook.Subscription.to(new EventType("note_written")),
          Instant.EPOCH);
  private final SimulatedStore store = new SimulatedStore();
  private final SharedCapacity shared = SharedCapacity.among(1, EngineLimits.DEFAULT);
  private final Lane lane =
      new Lane(
          webhook,
          NodeShares.ALONE.of(webhook),
          WebhookHealth.NONE,
          shared.limits(),
          TenantShare.ofOneWebhook(shared.budget()));

  @BeforeEach
  void failOnceLessThanDisables() {
    for (int i = 1; i < DISABLING; i++) {
      assertThat(failed().disabled()).isEmpty();
    }
  }

  @Test
  void theNextFailureDisables() {
    assertThat(failed().disabled()).isPresent();
  }

  @Test
  void anotherOrderingForgetsNone() {
    change(SimulatedWebhooks.limited(webhook, 0, 0, Ordering.SUBJECT));
    assertThat(failed().disabled()).isPresent();
  }

  @Test
  void anotherNameForgetsNone() {
    change(webhook.toBuilder().name("other").build());
    assertThat(failed().disabled()).isPresent();
  }

  @Test
  void enablingForgetsAll() {
    change(webhook.in(new WebhookState.Disabled(NOW, WebhookState.Reason.MANUAL, "")));
    change(webhook);
    assertThat(failed().disabled()).isEmpty();
  }

  private void change(Webhook other) {
    lane.change(other, NOW);
  }

  /** One more delivery fails. */
  private Settlement failed() {
    DueDelivery due = store.add(webhook.id(), "picture", NOW);
    Attempt attempt =
        new Attempt(1, NOW, Duration.ofMillis(5), new Outcome.Rejected(ReceiverResponse.of(500)));
    return lane.settle(due, attempt, DeliveryPolicy.DEFAULT, NOW, new Random(1));
  }
}
