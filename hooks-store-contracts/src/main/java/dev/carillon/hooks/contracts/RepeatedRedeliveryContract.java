package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A delivery is redelivered as often as that is asked for, each time once, whatever its end was.
 */
public interface RepeatedRedeliveryContract extends SuccessionFixture {

  @Test
  default void eachRedeliveryOfAFirstAttemptSuccessIsOneMoreAttemptBesideTheFirst() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    DeliveryState first = found(due).state();
    List<Attempt> expected = new ArrayList<>(attempts().of(due.delivery().id()));
    for (int status : new int[] {500, 200, 503}) {
      clock().advance(Duration.ofMinutes(1));
      assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);
      succeed();
      DueDelivery waiting = due().redeliveries(webhook.id(), 10).getFirst();
      assertThat(waiting.payload()).isEqualTo(due.payload());
      var redelivered = redelivered(waiting.delivery(), status);
      expected.add(redelivered.attempt());
      settle(redelivered);
      assertThat(due().redeliveries(webhook.id(), 10)).isEmpty();
    }
    assertThat(attempts().of(due.delivery().id())).isEqualTo(expected).hasSize(4);
    assertThat(found(due).state()).isEqualTo(first);
    assertThat(store().log().find(due.delivery().id()).orElseThrow().entry().last().status())
        .isEqualTo(503);
  }

  @Test
  default void aFailedOneIsRedeliveredInVainAndThenWell() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    Instant failedAt = clock().instant();
    clock().advance(Duration.ofMinutes(1));
    deliveryActions().redeliver(due.delivery().id());
    settle(redelivered(found(due), 500));
    assertThat(found(due).state()).isEqualTo(new DeliveryState.Exhausted(failedAt));
    assertThat(counted(webhook, "exhausted").count()).isEqualTo(1);

    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);
    settle(redelivered(found(due), 200));
    succeed();

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    assertThat(attempts().of(due.delivery().id()))
        .extracting(Attempt::redelivery)
        .containsExactly(false, true, true);
    assertThat(counted(webhook, "exhausted").count()).isZero();
    assertThat(counted(webhook, "delivered").count()).isEqualTo(1);
  }

  @Test
  default void aCancelledOneThatIsRedeliveredInVainStaysCancelled() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(retried(due.delivery(), Duration.ofHours(1)));
    deliveryActions().cancel(due.delivery().id(), clock().instant());
    DeliveryState cancelled = found(due).state();
    deliveryActions().redeliver(due.delivery().id());
    clock().advance(Duration.ofMinutes(1));

    settle(redelivered(found(due), 500));

    assertThat(found(due).state()).isEqualTo(cancelled);
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(due().redelivering()).isEmpty();
  }

  @Test
  default void whatIsOpenIsNotRedeliveredUntilItHasEnded() {
    webhook("any");
    DueDelivery due = recorded("one");
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.PENDING);
    settle(retried(due.delivery(), Duration.ofHours(1)));
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.PENDING);
    assertThat(due().redelivering()).isEmpty();
    settle(delivered(found(due)));
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.DONE);
  }

  @Test
  default void whatRetentionHasRemovedIsUnknownToEveryAction() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    Delivery.Id id = due.delivery().id();

    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(deliveryActions().redeliver(id)).isEqualTo(ActionResult.UNKNOWN);
      assertThat(deliveryActions().retryNow(id)).isEqualTo(ActionResult.UNKNOWN);
      assertThat(deliveryActions().cancel(id, clock().instant())).isEqualTo(ActionResult.UNKNOWN);
      assertThat(deliveryActions().recover(webhook, id, TEXTS)).isEqualTo(ActionResult.ENDED);
      assertThat(deliveryActions().redeliver(id, webhook, TEXTS)).isEmpty();
      assertThat(deliveryActions().find(id)).isEmpty();
      assertThat(store().log().find(id)).isEmpty();
      assertThat(attempts().of(id)).isEmpty();
      assertThat(store().log().at(List.of(due.delivery().sequence()))).isEmpty();
      succeed();
    }
    settle(redelivered(due.delivery(), 200), delivered(due.delivery()));
    assertThat(list(webhook.id(), -1, 10)).isEmpty();
  }

  @Test
  default void redeliveriesAndTheBacklogOfAWebhookDoNotMix() {
    Webhook webhook = webhook("any");
    DueDelivery ended = recorded("ended");
    settle(exhausted(ended.delivery()));
    DueDelivery first = recorded("first");
    DueDelivery second = recorded("second");
    deliveryActions().redeliver(ended.delivery().id());
    succeed();

    assertThat(due().inSequence(webhook.id(), -1, 10)).containsExactly(first, second);
    assertThat(allDue(webhook)).containsExactly(first, second);
    assertThat(due().dueCount(webhook.id(), clock().instant(), 10)).isEqualTo(2);
    assertThat(counted(webhook, "pending").count()).isEqualTo(2);
    assertThat(due().redeliveries(webhook.id(), 10))
        .extracting(due -> due.delivery().id())
        .containsExactly(ended.delivery().id());
    settle(delivered(first.delivery()), redelivered(found(ended), 200));
    assertThat(allDue(webhook)).containsExactly(second);
  }

  @Test
  default void redeliveriesOfAWebhookThatIsSwitchedOffWaitAndGoWhenItIsRemoved() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(exhausted(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    disable(webhook);
    assertThat(due().redeliveries(webhook.id(), 10)).hasSize(1);
    enable(webhook);
    succeed();
    assertThat(due().redelivering()).containsExactly(webhook.id());
    assertThat(due().redeliveries(webhook.id(), 10)).hasSize(1);

    webhooks().remove(webhook.id());

    assertThat(due().redelivering()).isEmpty();
    assertThat(found(due).state()).isInstanceOf(DeliveryState.Exhausted.class);
    assertThat(deliveryActions().redeliver(due.delivery().id())).isEqualTo(ActionResult.REMOVED);
  }

  @Test
  default void aRedeliveryThatWasCalledOffAndIsAskedForAgainComesLast() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = List.of(recorded("0"), recorded("1"), recorded("2"));
    due.forEach(one -> settlements().settle(List.of(delivered(one.delivery()))));
    deliveryActions().redeliver(due.get(0).delivery().id());
    deliveryActions().cancelPending(webhook.id(), clock().instant());
    for (int i : new int[] {2, 0, 1}) {
      assertThat(deliveryActions().redeliver(due.get(i).delivery().id()))
          .isEqualTo(ActionResult.DONE);
    }
    assertThat(due().redeliveries(webhook.id(), 10))
        .extracting(one -> one.delivery().subject())
        .containsExactly("2", "0", "1");
  }

  @Test
  default void whatIsRedeliveredTwiceIsTwoNewDeliveriesWhateverBecameOfTheOldOne() {
    Webhook gone = webhook("gone");
    DueDelivery cancelled = recorded("cancelled");
    DueDelivery delivered = recorded("delivered");
    settle(delivered(delivered.delivery()));
    deliveryActions().cancel(cancelled.delivery().id(), clock().instant());
    disable(gone);
    store().record(event("missed"));
    Delivery missed = list(gone.id(), -1, 10).getLast();
    webhooks().remove(gone.id());
    Webhook to = webhook("to");
    for (Delivery old : List.of(cancelled.delivery(), delivered.delivery(), missed)) {
      for (int times = 0; times < 2; times++) {
        assertThat(deliveryActions().redeliver(old.id(), to, TEXTS)).isPresent();
      }
    }
    succeed();

    assertThat(allDue(to))
        .extracting(due -> due.delivery().subject())
        .containsExactly("cancelled", "cancelled", "delivered", "delivered", "missed", "missed");
    assertThat(allDue(to)).extracting(due -> due.delivery().id()).doesNotHaveDuplicates();
    assertThat(counts(gone.id()))
        .containsEntry("cancelled", 1L)
        .containsEntry("delivered", 1L)
        .containsEntry("missed", 1L);
  }
}
