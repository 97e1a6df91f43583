package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rate limit counts requests that the dispatcher did not start. */
class ExtraRequestTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private final Webhook webhook =
      SimulatedWebhooks.limited(
          Webhook.of(
              "any",
              "https://example.org",
              Webhook.Subscription.to(new EventType("note_written")),
              Instant.EPOCH),
          0,
          1,
          Ordering.NONE);
  private final SimulatedStore store = new SimulatedStore();
  private final Stepped dispatcher = new Stepped();

  @BeforeEach
  void knowTheWebhook() {
    dispatcher.step(NOW, new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    dispatcher.step(NOW, new DispatcherInput.Page(webhook.id(), List.of(), true, Instant.MAX));
  }

  private int started(Instant now, DispatcherInput... inputs) {
    return dispatcher.step(now, inputs).sends().size();
  }

  private DispatcherInput handedOver() {
    return new DispatcherInput.HandedOver(List.of(due()));
  }

  private DueDelivery due() {
    return store.add(webhook.id(), "picture", NOW);
  }

  private DispatcherInput extra() {
    return new DispatcherInput.ExtraRequest(webhook.id());
  }

  @Test
  void aDeliveryWaitsForATest() {
    assertThat(started(NOW, extra())).isZero();
    StepResult handed = dispatcher.step(NOW, handedOver());
    assertThat(handed.sends()).isEmpty();
    assertThat(handed.wakeAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(started(NOW.plusMillis(999))).isZero();
    assertThat(started(NOW.plusSeconds(1))).isEqualTo(1);
  }

  @Test
  void theSecondRequestOfAnAttemptCountsAsOneMore() {
    DueDelivery due = due();
    assertThat(started(NOW, new DispatcherInput.HandedOver(List.of(due)))).isEqualTo(1);
    Attempt attempt =
        new Attempt(1, NOW, Duration.ofMillis(5), new Outcome.Accepted(ReceiverResponse.of(200)));
    assertThat(
            started(
                NOW.plusMillis(5),
                extra(),
                new DispatcherInput.Attempted(due, attempt),
                handedOver()))
        .isZero();
    assertThat(started(NOW.plusMillis(1_900))).isZero();
    assertThat(started(NOW.plusMillis(2_020))).isEqualTo(1);
  }

  @Test
  void manyTestsDelayADeliveryByOneSecondAtMost() {
    for (int i = 0; i < 30; i++) {
      assertThat(started(NOW.plusMillis(i * 30L), extra())).isZero();
    }
    assertThat(started(NOW.plusMillis(910), handedOver())).isZero();
    assertThat(started(NOW.plusMillis(1_010))).isEqualTo(1);
    for (int i = 0; i < 30; i++) {
      assertThat(started(NOW.plusMillis(1_020), extra(), handedOver())).isZero();
    }
    assertThat(started(NOW.plusMillis(2_900))).as("the delivery before counts, too").isZero();
    assertThat(started(NOW.plusMillis(3_030))).isEqualTo(1);
  }

  @Test
  void aWebhookThatIsNotKnownHasNoLimit() {
    Webhook.Id unknown = new Webhook.Id("0".repeat(22));
    assertThat(started(NOW, new DispatcherInput.ExtraRequest(unknown), handedOver())).isEqualTo(1);
  }
}
