package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that asks for a rest gets it: for everything, until the latest time it asked for. */
class RetryAfterHoldTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

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
    step(NOW, new DispatcherInput.Page(webhook.id(), List.of(), true, Instant.MAX));
  }

  @Test
  void newEventsWaitUntilThenAndNoLonger() {
    hold(60, NOW);
    Instant nearly = NOW.plusSeconds(60).minusNanos(1);
    assertThat(sends(NOW.plusSeconds(1), handedOver(NOW.plusSeconds(1)))).isZero();
    assertThat(sends(nearly, handedOver(nearly))).isZero();
    assertThat(dispatcher.step(nearly).wakeAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(sends(NOW.plusSeconds(60))).isEqualTo(2);
  }

  @Test
  void whenItEndsNoMoreGoOutAtOnceThanTheLimitAllows() {
    hold(60, NOW);
    for (int i = 0; i < 40; i++) {
      sends(NOW.plusSeconds(1), handedOver(NOW.plusSeconds(1)));
    }
    assertThat(sends(NOW.plusSeconds(60)))
        .isEqualTo(DeliveryPolicy.DEFAULT.maxConcurrentPerWebhook());
  }

  @Test
  void ofSeveralOnTheWireTheOneThatAsksForMostCounts() {
    DueDelivery one = started();
    DueDelivery two = started();
    DueDelivery three = started();
    step(NOW, attempted(one, 30), attempted(two, 600), attempted(three, 60));
    assertThat(sends(NOW.plusSeconds(599), handedOver(NOW))).isZero();
    assertThat(sends(NOW.plusSeconds(600))).isEqualTo(1);
  }

  @Test
  void whatWasReadBeforeItWasStoredDoesNotEndIt() {
    Settlement settlement = hold(60, NOW);
    handOver(NOW.plusSeconds(1));
    DispatcherInput none = new DispatcherInput.HoldsRead(Map.of(), NOW.plusSeconds(1));
    assertThat(sends(NOW.plusSeconds(1), none)).as("it is not stored yet").isZero();
    step(NOW.plusSeconds(2), new DispatcherInput.Stored(List.of(settlement)));
    assertThat(sends(NOW.plusSeconds(3), none)).as("read before it was stored").isZero();
    DispatcherInput later = new DispatcherInput.HoldsRead(Map.of(), NOW.plusSeconds(3));
    assertThat(sends(NOW.plusSeconds(3), later)).as("somebody ended it").isEqualTo(1);
  }

  @Test
  void whatAnotherNodeHeardCountsHereToo() {
    Instant until = NOW.plusSeconds(60);
    step(NOW, new DispatcherInput.HoldsRead(Map.of(webhook.id(), until), NOW.plusMillis(1)));
    assertThat(sends(NOW.plusSeconds(1), handedOver(NOW.plusSeconds(1)))).isZero();
    assertThat(sends(until)).isEqualTo(1);
  }

  @Test
  void itIsKnownFromTheStart() {
    Webhook other = Webhook.of("b", "https://b", Webhook.Subscription.to(), Instant.EPOCH);
    Instant until = NOW.plusSeconds(60);
    step(NOW, new DispatcherInput.Changed(other, WebhookHealth.NONE, until));
    step(NOW, new DispatcherInput.Page(other.id(), List.of(), true, Instant.MAX));
    DueDelivery due = store.add(other.id(), "picture", NOW.plusSeconds(1));
    assertThat(sends(NOW.plusSeconds(1), new DispatcherInput.HandedOver(List.of(due)))).isZero();
    assertThat(sends(until)).isEqualTo(1);
  }

  @Test
  void switchingOnEndsItAndAnotherNameDoesNot() {
    hold(60, NOW);
    Instant later = NOW.plusSeconds(1);
    step(later, new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    assertThat(sends(later, handedOver(later))).isZero();
    WebhookState off = new WebhookState.Disabled(later, WebhookState.Reason.MANUAL, "");
    step(later, new DispatcherInput.Changed(webhook.in(off), WebhookHealth.NONE));
    step(later, new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    Instant last = later.plusSeconds(1);
    DispatcherInput page = new DispatcherInput.Page(webhook.id(), List.of(), true, Instant.MAX);
    step(later, page);
    assertThat(sends(last, page, handedOver(last))).isEqualTo(1);
  }

  /** One attempt is made, and the receiver asks for a rest. */
  private Settlement hold(int seconds, Instant now) {
    DispatcherInput ended = attempted(started(), seconds);
    return dispatcher.step(now, ended).settlements().getFirst();
  }

  private DueDelivery started() {
    DueDelivery due = store.add(webhook.id(), "picture", NOW);
    assertThat(sends(NOW, new DispatcherInput.HandedOver(List.of(due)))).isEqualTo(1);
    return due;
  }

  private static DispatcherInput attempted(DueDelivery due, int seconds) {
    ReceiverResponse busy =
        new ReceiverResponse(
            503, List.of(new Header("Retry-After", String.valueOf(seconds))), "", 0, false);
    Attempt attempt = new Attempt(1, NOW, Duration.ZERO, new Outcome.Rejected(busy));
    assertThat(due.delivery().state()).isInstanceOf(DeliveryState.Pending.class);
    return new DispatcherInput.Attempted(due, attempt);
  }

  private DispatcherInput handedOver(Instant now) {
    return new DispatcherInput.HandedOver(List.of(store.add(webhook.id(), "picture", now)));
  }

  private void handOver(Instant now) {
    step(now, handedOver(now));
  }

  private long sends(Instant now, DispatcherInput... inputs) {
    return step(now, inputs).size();
  }

  private List<DispatcherAction.Send> step(Instant now, DispatcherInput... inputs) {
    return dispatcher.step(now, inputs).sends();
  }
}
