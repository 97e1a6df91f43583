package dev.carillon.hooks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.delivery.Response;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One more attempt of what has ended, when somebody asks for it. */
public interface ResendContract extends StoreFixture {

  @Test
  default void aResendWaitsWithTheSameIdAndTheSameBytesAndChangesNothingYet() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one " + NASTY);
    settle(exhausted(due.delivery()));
    Delivery before = found(due);

    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);

    assertThat(due().resends(webhook.id(), 10))
        .containsExactly(new DueDelivery(before, due.payload()));
    assertThat(due().resending()).containsExactly(webhook.id());
    assertThat(found(due)).isEqualTo(before);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.WAITING);
    assertThat(due().resends(webhook.id(), 10)).hasSize(1);
  }

  @Test
  default void aResendThatGoesWellMakesAFailedDeliveryDelivered() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    repairs().resend(due.delivery().id());
    clock().advance(Duration.ofHours(1));
    Settlement resent = resent(found(due), 200);

    settle(resent);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(attempts().of(due.delivery().id()))
        .element(1)
        .isEqualTo(resent.attempt())
        .matches(Attempt::manual);
    assertThat(attempts().of(due.delivery().id()).getFirst().manual()).isFalse();
    assertThat(due().resends(webhook.id(), 10)).isEmpty();
    assertThat(due().resending()).isEmpty();
    assertThat(webhooks().health(webhook.id()).status()).isEqualTo(WebhookHealth.Status.HEALTHY);
  }

  @Test
  default void aResendThatFailsChangesNothingButTheLog() {
    Webhook webhook = webhook("any");
    DueDelivery delivered = recorded("delivered");
    DueDelivery exhausted = recorded("exhausted");
    settle(delivered(delivered.delivery()), exhausted(exhausted.delivery()));
    List<DeliveryState> before = List.of(found(delivered).state(), found(exhausted).state());
    repairs().resend(delivered.delivery().id());
    repairs().resend(exhausted.delivery().id());
    clock().advance(Duration.ofHours(1));

    settle(resent(found(delivered), 500), resent(found(exhausted), 503));

    assertThat(List.of(found(delivered).state(), found(exhausted).state())).isEqualTo(before);
    assertThat(attempts().of(delivered.delivery().id())).hasSize(2);
    assertThat(attempts().of(exhausted.delivery().id())).hasSize(2);
    assertThat(allDue(webhook)).as("no schedule begins").isEmpty();
    assertThat(due().resends(webhook.id(), 10)).as("and no other resend").isEmpty();
  }

  @Test
  default void aDeliveredOneThatIsResentWellKeepsItsFirstTime() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    DeliveryState before = found(due).state();
    repairs().resend(due.delivery().id());
    clock().advance(Duration.ofHours(1));

    settle(resent(found(due), 200));

    assertThat(found(due).state()).isEqualTo(before);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);
  }

  @Test
  default void aCancelledOneThatWasNeverTriedCanBeResent() {
    webhook("any");
    DueDelivery due = recorded("one");
    assertThat(repairs().cancel(due.delivery().id(), clock().instant()))
        .isEqualTo(RepairResult.DONE);
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);

    settle(resent(found(due), 200));

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id()))
        .singleElement()
        .matches(attempt -> attempt.number() == 1 && attempt.manual());
  }

  @Test
  default void whatNobodyAskedForDoesNotPassTheFence() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    Delivery before = found(due);

    settle(resent(before, 200));
    assertThat(found(due)).isEqualTo(before);

    repairs().resend(due.delivery().id());
    settle(resent(before, 200), resent(before, 200));
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
  }

  @Test
  default void onlyWhatHasEndedIsResentAndOnlyToAWebhookThatIsOn() {
    Webhook webhook = webhook("any");
    DueDelivery pending = recorded("pending");
    DueDelivery ended = recorded("ended");
    settle(delivered(ended.delivery()));
    assertThat(repairs().resend(pending.delivery().id())).isEqualTo(RepairResult.PENDING);
    assertThat(repairs().resend(Delivery.Id.random())).isEqualTo(RepairResult.UNKNOWN);

    disable(webhook);
    store().record(event("missed"));
    assertThat(repairs().resend(ended.delivery().id())).isEqualTo(RepairResult.DISABLED);
    assertThat(repairs().retryNow(pending.delivery().id())).isEqualTo(RepairResult.DISABLED);

    enable(webhook);
    Delivery missed = list(webhook.id(), ended.delivery().sequence(), 1).getFirst();
    assertThat(repairs().resend(missed.id())).isEqualTo(RepairResult.MISSED);

    webhooks().remove(webhook.id());
    assertThat(repairs().resend(ended.delivery().id())).isEqualTo(RepairResult.REMOVED);
    assertThat(due().resending()).isEmpty();
  }

  @Test
  default void resendsAreGivenInTheOrderTheyWereAskedForAndNoMoreThanWanted() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = List.of(recorded("0"), recorded("1"), recorded("2"));
    due.forEach(one -> settle(delivered(one.delivery())));
    for (int i : new int[] {2, 0, 1}) {
      repairs().resend(due.get(i).delivery().id());
    }
    assertThat(due().resends(webhook.id(), 2))
        .extracting(one -> one.delivery().subject())
        .containsExactly("2", "0");
  }

  @Test
  default void callingOffWhatIsPendingCallsResendsOffTooButRecordsOneThatIsOnTheWire() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    repairs().resend(due.delivery().id());
    Settlement onTheWire = resent(found(due), 503);

    repairs().cancelPending(webhook.id(), clock().instant());
    assertThat(due().resends(webhook.id(), 10)).isEmpty();
    assertThat(due().resending()).isEmpty();

    settle(onTheWire);
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    repairs().resend(due.delivery().id());
    repairs().cancelPending(webhook.id(), clock().instant());
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);
    assertThat(due().resends(webhook.id(), 10)).hasSize(1);
  }

  @Test
  default void aResendThatWaitedLongAndIsCalledOffOnTheWireIsRecordedAfterASweep() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    repairs().resend(due.delivery().id());
    clock().advance(Duration.ofHours(2));
    Settlement onTheWire = resent(found(due), 200);
    repairs().cancelPending(webhook.id(), clock().instant());

    retention().sweep(clock().instant().minus(Duration.ofDays(1)), 10);
    settle(onTheWire);

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id())).hasSize(2);
  }

  @Test
  default void aResendThatFailsIsNotToldAsGivenUpAgain() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    List<OperationalEvent> told = List.copyOf(store().operationalEvents().recorded());
    repairs().resend(due.delivery().id());

    settle(resent(found(due), 500));

    assertThat(attempts().of(due.delivery().id())).hasSize(2);
    assertThat(told).extracting(OperationalEvent::kind).contains(OperationalEvent.Kind.EXHAUSTED);
    assertThat(store().operationalEvents().recorded()).isEqualTo(told);
  }

  @Test
  default void whatWaitsForAResendIsNotSwept() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    repairs().resend(due.delivery().id());
    clock().advance(Duration.ofDays(60));
    assertThat(retention().sweep(clock().instant(), 10).deliveries()).isZero();

    settle(resent(found(due), 200));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().sweep(clock().instant(), 10).deliveries()).isEqualTo(1);
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

    assertThat(repairs().retryNow(due.delivery().id())).isEqualTo(RepairResult.DONE);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Pending(now));
    assertThat(found(due).attempts()).isEqualTo(1);
    assertThat(due().dueCount(webhook.id(), now, 10)).isEqualTo(1);
    settle(exhausted(found(due)));
    assertThat(repairs().retryNow(due.delivery().id())).isEqualTo(RepairResult.ENDED);
    assertThat(repairs().retryNow(Delivery.Id.random())).isEqualTo(RepairResult.UNKNOWN);
  }

  @Test
  default void onePendingDeliveryCanBeCalledOff() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    DueDelivery other = recorded("other");
    assertThat(due().dueCount(webhook.id(), clock().instant(), 1)).isEqualTo(1);
    clock().advance(Duration.ofMinutes(1));
    Instant now = clock().instant();

    assertThat(repairs().cancel(due.delivery().id(), now)).isEqualTo(RepairResult.DONE);

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Cancelled(now));
    assertThat(allDue(webhook)).containsExactly(other);
    assertThat(repairs().cancel(due.delivery().id(), now)).isEqualTo(RepairResult.ENDED);
    assertThat(repairs().cancel(Delivery.Id.random(), now)).isEqualTo(RepairResult.UNKNOWN);
  }

  /** What a resend came to. */
  default Settlement resent(Delivery delivery, int status) {
    Response answer = Response.of(status);
    Attempt attempt =
        new Attempt(
            delivery.attempts() + 1,
            clock().instant(),
            Duration.ofMillis(12),
            answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer),
            Timings.NONE,
            AttemptTarget.NONE,
            true,
            false);
    return new Settlement(
        delivery,
        attempt,
        answer.success() ? new DeliveryState.Delivered(clock().instant()) : delivery.state(),
        answer.success()
            ? WebhookHealth.NONE.afterSuccess(clock().instant())
            : WebhookHealth.NONE.afterFailure(attempt.at(), "HTTP " + status, false),
        Optional.empty());
  }
}
