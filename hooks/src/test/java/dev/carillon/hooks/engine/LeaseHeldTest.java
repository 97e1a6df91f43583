package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dispatcher sends for as long as it knows that the lease lasts. */
class LeaseHeldTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final Instant END = NOW.plusSeconds(12);

  private final Webhook webhook =
      Webhook.of(
          "any",
          "https://example.org",
          Webhook.Subscription.to(new EventType("note_written")),
          Instant.EPOCH);
  private final SimulatedStore store = new SimulatedStore();
  private final Stepped dispatcher = new Stepped();

  @BeforeEach
  void knowTheWebhook() {
    step(NOW, new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    step(NOW, new DispatcherInput.Page(webhook.id(), List.of(), true, Instant.MAX), until(END));
  }

  private static DispatcherInput until(Instant end) {
    return new DispatcherInput.LeaseHeld(end);
  }

  private List<DispatcherAction.Send> step(Instant now, DispatcherInput... inputs) {
    return dispatcher.step(now, inputs).sends();
  }

  private DispatcherInput handedOver(Instant now) {
    DueDelivery due = store.add(webhook.id(), "picture", now);
    return new DispatcherInput.HandedOver(List.of(due));
  }

  @Test
  void untilItsEndAndNotAtIt() {
    Instant last = END.minus(Duration.ofNanos(1));
    assertThat(step(last, handedOver(last))).isNotEmpty();
    assertThat(step(END, handedOver(END))).isEmpty();
    assertThat(step(END.plusSeconds(60), handedOver(END))).isEmpty();
  }

  @Test
  void whatCameMeanwhileGoesOutWithTheNextRenewal() {
    step(END, handedOver(END));
    step(END.plusSeconds(1), handedOver(END.plusSeconds(1)));
    Instant now = END.plusSeconds(20);
    assertThat(step(now, until(now.plusSeconds(12)))).hasSize(2);
  }

  @Test
  void whatIsOnTheWireEndsAndIsRecorded() {
    DueDelivery due = store.add(webhook.id(), "picture", NOW);
    step(NOW, new DispatcherInput.HandedOver(List.of(due)));
    step(END);
    assertThat(dispatcher.permits().inFlight()).isEqualTo(1);
    Attempt attempt =
        new Attempt(1, NOW, Duration.ofSeconds(13), new Outcome.Accepted(ReceiverResponse.of(200)));
    DispatcherInput ended = new DispatcherInput.Attempted(due, attempt);
    assertThat(dispatcher.step(END.plusSeconds(1), ended).settlements()).hasSize(1);
  }
}
