package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A redelivery is one more attempt of a delivery that has ended. */
public interface RedeliveryContract extends StoreFixture {

  @Test
  default void aRedeliveryWaitsWithTheSameIdAndTheSameBytesAndChangesNothingYet() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one " + NASTY);
    settle(exhausted(due.delivery()));
    Delivery before = found(due);

    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);

    assertThat(due().redeliveries(webhook.id(), 10))
        .containsExactly(new DueDelivery(before, due.payload()));
    assertThat(due().redelivering()).containsExactly(webhook.id());
    assertThat(found(due)).isEqualTo(before);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.WAITING);
    assertThat(due().redeliveries(webhook.id(), 10)).hasSize(1);
  }

  @Test
  default void aRedeliveryThatGoesWellMakesAFailedDeliveryDelivered() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    clock().advance(Duration.ofHours(1));
    Settlement redelivered = redelivered(found(due), 200);

    settle(redelivered);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(attempts().of(due.delivery().id()))
        .element(1)
        .isEqualTo(redelivered.attempt())
        .matches(Attempt::redelivery);
    assertThat(attempts().of(due.delivery().id()).getFirst().redelivery()).isFalse();
    assertThat(due().redeliveries(webhook.id(), 10)).isEmpty();
    assertThat(due().redelivering()).isEmpty();
    assertThat(webhooks().health(webhook.id()).status()).isEqualTo(WebhookHealth.Status.HEALTHY);
  }

  @Test
  default void aRedeliveryThatFailsChangesNothingButTheLog() {
    Webhook webhook = webhook("any");
    DueDelivery delivered = recorded("delivered");
    DueDelivery exhausted = recorded("exhausted");
    settle(delivered(delivered.delivery()), exhausted(exhausted.delivery()));
    List<DeliveryState> before = List.of(found(delivered).state(), found(exhausted).state());
    deliveryActions().redeliver(delivered.delivery().id());
    deliveryActions().redeliver(exhausted.delivery().id());
    clock().advance(Duration.ofHours(1));

    settle(redelivered(found(delivered), 500), redelivered(found(exhausted), 503));

    assertThat(List.of(found(delivered).state(), found(exhausted).state())).isEqualTo(before);
    assertThat(attempts().of(delivered.delivery().id())).hasSize(2);
    assertThat(attempts().of(exhausted.delivery().id())).hasSize(2);
    assertThat(allDue(webhook)).as("no schedule begins").isEmpty();
    assertThat(due().redeliveries(webhook.id(), 10)).as("and no other resend").isEmpty();
  }

  @Test
  default void aDeliveredOneThatIsRedeliveredWellKeepsItsFirstTime() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    DeliveryState before = found(due).state();
    deliveryActions().redeliver(due.delivery().id());
    clock().advance(Duration.ofHours(1));

    settle(redelivered(found(due), 200));

    assertThat(found(due).state()).isEqualTo(before);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);
  }

  @Test
  default void aCancelledOneThatWasNeverTriedCanBeRedelivered() {
    webhook("any");
    DueDelivery due = recorded("one");
    assertThat(deliveryActions().cancel(due.delivery().id(), clock().instant()))
        .isEqualTo(ActionResult.DONE);
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);

    settle(redelivered(found(due), 200));

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id()))
        .singleElement()
        .matches(attempt -> attempt.number() == 1 && attempt.redelivery());
  }

  @Test
  default void whatNobodyAskedForDoesNotPassTheFence() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    Delivery before = found(due);

    settle(redelivered(before, 200));
    assertThat(found(due)).isEqualTo(before);

    deliveryActions().redeliver(due.delivery().id());
    settle(redelivered(before, 200), redelivered(before, 200));
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
  }

  @Test
  default void onlyWhatHasEndedIsRedeliveredAndOnlyToAWebhookThatIsOn() {
    Webhook webhook = webhook("any");
    DueDelivery pending = recorded("pending");
    DueDelivery ended = recorded("ended");
    settle(delivered(ended.delivery()));
    assertThat(deliveryActions().redeliver(pending.delivery().id()))
        .isEqualTo(ActionResult.PENDING);
    assertThat(deliveryActions().redeliver(Delivery.Id.random())).isEqualTo(ActionResult.UNKNOWN);

    disable(webhook);
    store().record(event("missed"));
    assertThat(deliveryActions().redeliver(ended.delivery().id())).isEqualTo(ActionResult.DISABLED);
    assertThat(deliveryActions().retryNow(pending.delivery().id()))
        .isEqualTo(ActionResult.DISABLED);

    enable(webhook);
    Delivery missed = list(webhook.id(), ended.delivery().sequence(), 1).getFirst();
    assertThat(deliveryActions().redeliver(missed.id())).isEqualTo(ActionResult.MISSED);

    webhooks().remove(webhook.id());
    assertThat(deliveryActions().redeliver(ended.delivery().id())).isEqualTo(ActionResult.REMOVED);
    assertThat(due().redelivering()).isEmpty();
  }

  @Test
  default void redeliveriesAreGivenInTheOrderTheyWereAskedForAndNoMoreThanWanted() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = List.of(recorded("0"), recorded("1"), recorded("2"));
    due.forEach(one -> settle(delivered(one.delivery())));
    for (int i : new int[] {2, 0, 1}) {
      deliveryActions().redeliver(due.get(i).delivery().id());
    }
    assertThat(due().redeliveries(webhook.id(), 2))
        .extracting(one -> one.delivery().subject())
        .containsExactly("2", "0");
  }

  @Test
  default void callingOffWhatIsPendingCallsRedeliveriesOffTooButRecordsOneThatIsOnTheWire() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    Settlement onTheWire = redelivered(found(due), 503);

    deliveryActions().cancelPending(webhook.id(), clock().instant());
    assertThat(due().redeliveries(webhook.id(), 10)).isEmpty();
    assertThat(due().redelivering()).isEmpty();

    settle(onTheWire);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    deliveryActions().redeliver(due.delivery().id());
    deliveryActions().cancelPending(webhook.id(), clock().instant());
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);
    assertThat(due().redeliveries(webhook.id(), 10)).hasSize(1);
  }

  @Test
  default void aRedeliveryThatWaitedLongAndIsCalledOffOnTheWireIsRecordedAfterAPurge() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    clock().advance(Duration.ofHours(2));
    Settlement onTheWire = redelivered(found(due), 200);
    deliveryActions().cancelPending(webhook.id(), clock().instant());

    retention().purge(clock().instant().minus(Duration.ofDays(1)), 10);
    settle(onTheWire);

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
  }

  @Test
  default void aRedeliveryThatFailsIsNotToldAsGivenUpAgain() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    List<OperationalEvent> told = List.copyOf(store().operationalEvents().recorded());
    deliveryActions().redeliver(due.delivery().id());

    settle(redelivered(found(due), 500));

    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    assertThat(told).extracting(OperationalEvent::kind).contains(OperationalEvent.Kind.EXHAUSTED);
    assertThat(store().operationalEvents().recorded()).isEqualTo(told);
  }

  @Test
  default void whatWaitsForARedeliveryIsNotPurged() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    clock().advance(Duration.ofDays(60));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isZero();

    settle(redelivered(found(due), 200));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(attempts().of(due.delivery().id())).isEmpty();
  }

  @Test
  default void aRetryThatWaitsCanBeHastened() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(retried(due.delivery(), Duration.ofHours(2)));
    clock().advance(Duration.ofMinutes(1));
    Instant now = clock().instant();
    assertThat(due().dueCount(webhook.id(), now, 10)).isZero();

    assertThat(deliveryActions().retryNow(due.delivery().id())).isEqualTo(ActionResult.DONE);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Pending(now));
    assertThat(found(due).attempts()).isEqualTo(1);
    assertThat(due().dueCount(webhook.id(), now, 10)).isEqualTo(1);
    settle(exhausted(found(due)));
    assertThat(deliveryActions().retryNow(due.delivery().id())).isEqualTo(ActionResult.ENDED);
    assertThat(deliveryActions().retryNow(Delivery.Id.random())).isEqualTo(ActionResult.UNKNOWN);
  }

  @Test
  default void onePendingDeliveryCanBeCalledOff() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    DueDelivery other = recorded("other");
    assertThat(due().dueCount(webhook.id(), clock().instant(), 1)).isEqualTo(1);
    clock().advance(Duration.ofMinutes(1));
    Instant now = clock().instant();

    assertThat(deliveryActions().cancel(due.delivery().id(), now)).isEqualTo(ActionResult.DONE);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Cancelled(now));
    assertThat(allDue(webhook)).containsExactly(other);
    assertThat(deliveryActions().cancel(due.delivery().id(), now)).isEqualTo(ActionResult.ENDED);
    assertThat(deliveryActions().cancel(Delivery.Id.random(), now)).isEqualTo(ActionResult.UNKNOWN);
  }
}
