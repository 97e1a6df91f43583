package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dispatcher sends to webhooks that several nodes share. */
class SharedWebhooksTest {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(2);

  private final SimulatedStore store = new SimulatedStore();
  private final Stepped dispatcher = new Stepped();
  private final Webhook webhook = webhook(1);

  /** One that has a limit of so many attempts at once. */
  private static Webhook webhook(int concurrent) {
    Webhook any = Webhook.of("w", "http://127.0.0.1/", Webhook.Subscription.to(), NOW);
    return SimulatedWebhooks.limited(any, concurrent, 0, Ordering.NONE);
  }

  private StepResult step(Instant now, DispatcherInput... inputs) {
    return dispatcher.step(now, inputs);
  }

  private static DispatcherInput nodes(boolean agreed, long own, Long... live) {
    return new DispatcherInput.NodesChanged(new NodeView(own, List.of(live), agreed));
  }

  private static DispatcherInput nothingToRead(Webhook of) {
    return new DispatcherInput.Page(of.id(), List.of(), true, Instant.MAX);
  }

  private DispatcherInput handedOver(Webhook to, int count) {
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      due.add(store.add(to.id(), "picture", NOW.plusMillis(1)));
    }
    return new DispatcherInput.HandedOver(due);
  }

  private static DispatcherInput ended(DispatcherAction.Send send) {
    Outcome accepted = new Outcome.Accepted(ReceiverResponse.of(200));
    return new DispatcherInput.Attempted(
        send.due(), new Attempt(1, NOW, Duration.ofSeconds(1), accepted));
  }

  /** The epoch of the one of two nodes that this webhook is leased to, or not. */
  private long node(boolean holds) {
    return new NodeView(1, List.of(1L, 2L), true).sendsAll(webhook.id()) == holds ? 1 : 2;
  }

  @Test
  void theHolderSendsWhatItReadsAndNothingThatIsHandedOver() {
    step(
        NOW,
        nodes(true, node(true), 1L, 2L),
        new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    step(NOW, nothingToRead(webhook));
    StepResult woken = step(LATER, handedOver(webhook, 1));
    assertThat(woken.sends()).isEmpty();
    assertThat(woken.reads()).isNotEmpty();
    DueDelivery row = store.add(webhook.id(), "picture", LATER);
    DispatcherInput page = new DispatcherInput.Page(webhook.id(), List.of(row), true, Instant.MAX);
    assertThat(step(LATER, page).sends()).hasSize(1);
  }

  /** A commit of another node wakes it each time; under load a page has what several recorded. */
  @Test
  void theHolderOfAnOrderedWebhookReadsAtOnceAndThenTogetherWhatComesSoon() {
    Webhook ordered = SimulatedWebhooks.limited(webhook, 0, 0, Ordering.SUBJECT);
    step(
        NOW,
        nodes(true, node(true), 1L, 2L),
        new DispatcherInput.Changed(ordered, WebhookHealth.NONE));
    step(NOW, nothingToRead(ordered));
    DispatcherInput more = new DispatcherInput.MoreDue(ordered.id());
    assertThat(step(LATER, more).reads()).hasSize(1);
    step(LATER.plusMillis(1), nothingToRead(ordered));
    StepResult soon = step(LATER.plusMillis(1), more);
    assertThat(soon.reads()).isEmpty();
    assertThat(soon.wakeAt()).isEqualTo(LATER.plus(EngineLimits.SHARED_READ_EVERY));
    assertThat(step(soon.wakeAt()).reads()).hasSize(1);
  }

  @Test
  void othersNeitherSendNorReadNorWakeForIt() {
    StepResult told =
        step(
            NOW,
            nodes(true, node(false), 1L, 2L),
            new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    assertThat(told.reads()).isEmpty();
    StepResult later = step(LATER, handedOver(webhook, 3));
    assertThat(later.sends()).isEmpty();
    assertThat(later.reads()).isEmpty();
    assertThat(step(LATER.plusSeconds(1)).wakeAt()).isEqualTo(Instant.MAX);
  }

  @Test
  void aListIsGoneByOnceWhatIsOnTheWireIsWithinItsShareAndASecondHasPassed() {
    Webhook four = webhook(4);
    step(NOW, nodes(true, 1, 1L), new DispatcherInput.Changed(four, WebhookHealth.NONE));
    step(NOW, nothingToRead(four));
    List<DispatcherAction.Send> sends =
        List.copyOf(step(NOW.plusMillis(2), handedOver(four, 5)).sends());
    assertThat(sends).hasSize(4);
    NodeView both = new NodeView(1, List.of(1L, 2L), false);
    StepResult told = step(NOW.plusMillis(3), new DispatcherInput.NodesChanged(both));
    assertThat(told.wakeAt()).isEqualTo(NOW.plusMillis(1_003));

    step(LATER);
    assertThat(dispatcher.inForce(both)).as("four are on the wire").isFalse();
    assertThat(step(LATER, ended(sends.get(0))).sends()).as("its share is two").isEmpty();
    step(LATER.plusMillis(20), ended(sends.get(1)));
    assertThat(dispatcher.inForce(both)).isTrue();
    assertThat(step(LATER.plusMillis(40), ended(sends.get(2))).sends()).hasSize(1);
  }

  @Test
  void notWithinTheSecondThoughNothingIsOnTheWire() {
    NodeView both = new NodeView(1, List.of(1L, 2L), false);
    step(NOW, nodes(true, 1, 1L));
    step(LATER, new DispatcherInput.NodesChanged(both));
    step(LATER.plusMillis(999));
    assertThat(dispatcher.inForce(both)).isFalse();
    step(LATER.plusMillis(1_000));
    assertThat(dispatcher.inForce(both)).isTrue();
  }

  @Test
  void whatALostLeaseLeftInMemoryIsVoidAndNothingLeaks() {
    Webhook any = webhook(0);
    step(NOW, new DispatcherInput.Changed(any, WebhookHealth.NONE));
    step(NOW, nothingToRead(any));
    List<DispatcherAction.Send> sends =
        List.copyOf(step(NOW.plusMillis(2), handedOver(any, 20)).sends());
    assertThat(sends).hasSize(16);
    step(NOW.plusMillis(3), new DispatcherInput.LeaseLost());
    assertThat(step(NOW.plusMillis(4), ended(sends.getFirst())).sends()).isEmpty();

    StepResult again = step(LATER, new DispatcherInput.LeaseHeld(LATER.plusSeconds(12)));
    assertThat(again.sends()).as("the four that waited belong to another").isEmpty();
    assertThat(again.reads()).isNotEmpty();
    for (DispatcherAction.Send send : sends.subList(1, 16)) {
      step(LATER, ended(send));
    }
    assertThat(dispatcher.permits().inFlight()).isZero();
    assertThat(dispatcher.permits().unstored()).isEqualTo(16);
  }
}
