package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is cancelled is never sent again, whenever that was, and nothing else is cancelled. */
public interface CancellationContract extends SuccessionFixture {

  @Test
  default void whatIsCancelledBeforeItsFirstAttemptIsNeverDueAgain() {
    Webhook webhook = webhook("any");
    DueDelivery before = recorded("before");
    DueDelivery cancelled = recorded("cancelled");
    DueDelivery after = recorded("after");
    clock().advance(Duration.ofSeconds(1));
    Instant now = clock().instant();
    assertThat(deliveryActions().cancel(cancelled.delivery().id(), now))
        .isEqualTo(ActionResult.DONE);

    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(allDue(webhook)).containsExactly(before, after);
      assertThat(due().inSequence(webhook.id(), -1, 10)).containsExactly(before, after);
      assertThat(due().ofEvent(cancelled.delivery().event())).isEmpty();
      assertThat(found(cancelled).state()).isEqualTo(new DeliveryState.Cancelled(now));
      assertThat(found(cancelled).attempts()).isZero();
      succeed();
    }
  }

  @Test
  default void anAttemptThatWasOnTheWireWhenOneWasCancelledIsRecordedAndDecidesOnlyIfItSucceeded() {
    Webhook webhook = webhook("any");
    DueDelivery failed = recorded("failed");
    DueDelivery arrived = recorded("arrived");
    Instant cancelledAt = clock().instant();
    for (DueDelivery due : List.of(failed, arrived)) {
      deliveryActions().cancel(due.delivery().id(), cancelledAt);
    }
    clock().advance(Duration.ofSeconds(1));
    settlements()
        .settle(List.of(retried(failed.delivery(), Duration.ZERO), delivered(arrived.delivery())));
    succeed();

    assertThat(found(failed).state()).isEqualTo(new DeliveryState.Cancelled(cancelledAt));
    assertThat(found(arrived).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    assertThat(attempts().of(failed.delivery().id())).hasSize(1);
    assertThat(attempts().of(arrived.delivery().id())).hasSize(1);
    assertThat(counts(webhook.id()))
        .containsEntry("cancelled", 1L)
        .containsEntry("delivered", 1L)
        .containsEntry("pending", 0L);
  }

  @Test
  default void aRetryThatWaitsIsCancelledWithItsAttemptsKept() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(retried(due.delivery(), Duration.ofHours(1)));
    settle(retried(found(due), Duration.ofHours(2)));
    List<Attempt> made = attempts().of(due.delivery().id());

    assertThat(deliveryActions().cancel(due.delivery().id(), clock().instant()))
        .isEqualTo(ActionResult.DONE);

    clock().advance(Duration.ofDays(1));
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().dueCount(webhook.id(), clock().instant(), 10)).isZero();
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(attempts().of(due.delivery().id())).isEqualTo(made).hasSize(2);
  }

  @Test
  default void whatHasEndedIsNotCancelledWhateverItsEnd() {
    Webhook webhook = webhook("any");
    DueDelivery delivered = recorded("delivered");
    DueDelivery exhausted = recorded("exhausted");
    settle(delivered(delivered.delivery()), exhausted(exhausted.delivery()));
    DueDelivery cancelled = recorded("cancelled");
    deliveryActions().cancel(cancelled.delivery().id(), clock().instant());
    disable(webhook);
    store().record(event("missed"));
    List<Delivery> before = list(webhook.id(), -1, 10);
    assertThat(before).hasSize(4);
    clock().advance(Duration.ofSeconds(9));

    for (Delivery one : before) {
      assertThat(deliveryActions().cancel(one.id(), clock().instant()))
          .isEqualTo(ActionResult.ENDED);
    }

    assertThat(deliveryActions().cancelPending(webhook.id(), clock().instant())).isZero();
    assertThat(list(webhook.id(), -1, 10)).isEqualTo(before);
    assertThat(deliveryActions().missed(webhook.id())).isEqualTo(1);
  }

  @Test
  default void whatWaitsForADisabledWebhookCanBeCancelledOneByOneAndAllAtOnce() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    for (int i = 0; i < 4; i++) {
      store().record(event("number " + i));
    }
    disable(webhook);
    Delivery first = list(webhook.id(), -1, 1).getFirst();

    assertThat(deliveryActions().cancel(first.id(), clock().instant()))
        .isEqualTo(ActionResult.DONE);
    assertThat(pending(webhook)).isEqualTo(new Count(3, false));
    assertThat(deliveryActions().cancelPending(webhook.id(), clock().instant())).isEqualTo(3);

    enable(webhook);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().earliestDue()).containsOnlyKeys(other.id());
    assertThat(counts(webhook.id())).containsEntry("cancelled", 4L).containsEntry("missed", 0L);
    assertThat(allDue(other)).hasSize(4);
  }

  @Test
  default void manyThatAFilterFindsAreCancelledAndNoOther() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    for (int i = 0; i < 12; i++) {
      store().record(event("subject " + i % 3));
    }
    DeliveryFilter wanted =
        new DeliveryFilter(
            Set.of("pending"),
            Set.of(webhook.id()),
            new DeliveryFilter.About(List.of("asset_*"), "subject 1", ""),
            DeliveryFilter.Ending.ANY,
            DeliveryFilter.Span.ALWAYS,
            "");
    List<Entry> found = store().log().page(wanted, Cursor.NEWEST, 100).entries();
    assertThat(found).hasSize(4);

    for (Entry entry : found) {
      assertThat(deliveryActions().cancel(entry.delivery().id(), clock().instant()))
          .isEqualTo(ActionResult.DONE);
    }

    assertThat(store().log().count(wanted, 100)).isEqualTo(new Count(0, false));
    assertThat(store().log().count(wanted.in("cancelled"), 100)).isEqualTo(new Count(4, false));
    assertThat(pending(webhook)).isEqualTo(new Count(8, false));
    assertThat(pending(other)).isEqualTo(new Count(12, false));
    assertThat(allDue(webhook))
        .hasSize(8)
        .noneMatch(due -> due.delivery().subject().equals("subject 1"));
  }

  @Test
  default void aLongBacklogIsCancelledWholeAndWhatComesAfterwardsIsNot() {
    Webhook webhook = webhook("any");
    LongBacklogContract.recordMany(this, 5_050);

    assertThat(deliveryActions().cancelPending(webhook.id(), clock().instant())).isEqualTo(5_050);
    DueDelivery next = recorded("next");

    assertThat(allDue(webhook)).containsExactly(next);
    assertThat(pending(webhook)).isEqualTo(new Count(1, false));
    assertThat(store().log().count(DeliveryFilter.ALL.in("cancelled"), 10_000))
        .isEqualTo(new Count(5_050, false));
  }

  /** What is to be sent to a webhook, as its backlog is counted. */
  private Count pending(Webhook webhook) {
    return store().log().count(DeliveryFilter.ALL.in("pending").to(webhook.id()), 10_000);
  }
}
