package dev.carillon.hooks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A delivery is resent as often as that is asked for, each time once, whatever its end was. */
public interface RepeatedResendContract extends SuccessionFixture {

  @Test
  default void eachResendOfAFirstTrySuccessIsOneMoreAttemptBesideTheFirst() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settlements().settle(List.of(delivered(due.delivery())));
    DeliveryState first = found(due).state();
    List<Attempt> expected = new ArrayList<>(attempts().of(due.delivery().id()));
    for (int status : new int[] {500, 200, 503}) {
      clock().advance(Duration.ofMinutes(1));
      assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);
      succeed();
      DueDelivery waiting = due().resends(webhook.id(), 10).getFirst();
      assertThat(waiting.payload()).isEqualTo(due.payload());
      var resent = resentWith(waiting.delivery(), status);
      expected.add(resent.attempt());
      settlements().settle(List.of(resent));
      assertThat(due().resends(webhook.id(), 10)).isEmpty();
    }
    assertThat(attempts().of(due.delivery().id())).isEqualTo(expected).hasSize(4);
    assertThat(found(due).state()).isEqualTo(first);
    assertThat(store().log().find(due.delivery().id()).orElseThrow().entry().last().status())
        .isEqualTo(503);
  }

  @Test
  default void aFailedOneIsResentInVainAndThenWell() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settlements().settle(List.of(exhausted(due.delivery())));
    Instant failedAt = clock().instant();
    clock().advance(Duration.ofMinutes(1));
    repairs().resend(due.delivery().id());
    settlements().settle(List.of(resentWith(found(due), 500)));
    assertThat(found(due).state()).isEqualTo(new DeliveryState.Exhausted(failedAt));
    assertThat(counted(webhook, "exhausted").count()).isEqualTo(1);

    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);
    settlements().settle(List.of(resentWith(found(due), 200)));
    succeed();

    assertThat(found(due).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    assertThat(attempts().of(due.delivery().id()))
        .extracting(Attempt::manual)
        .containsExactly(false, true, true);
    assertThat(counted(webhook, "exhausted").count()).isZero();
    assertThat(counted(webhook, "delivered").count()).isEqualTo(1);
  }

  @Test
  default void aCancelledOneThatIsResentInVainStaysCancelled() {
    webhook("any");
    DueDelivery due = recorded("one");
    settlements().settle(List.of(retried(due.delivery(), Duration.ofHours(1))));
    repairs().cancel(due.delivery().id(), clock().instant());
    DeliveryState cancelled = found(due).state();
    repairs().resend(due.delivery().id());
    clock().advance(Duration.ofMinutes(1));

    settlements().settle(List.of(resentWith(found(due), 500)));

    assertThat(found(due).state()).isEqualTo(cancelled);
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(due().resending()).isEmpty();
  }

  @Test
  default void whatIsOpenIsNotResentUntilItHasEnded() {
    webhook("any");
    DueDelivery due = recorded("one");
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.PENDING);
    settlements().settle(List.of(retried(due.delivery(), Duration.ofHours(1))));
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.PENDING);
    assertThat(due().resending()).isEmpty();
    settlements().settle(List.of(delivered(found(due))));
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.DONE);
  }

  @Test
  default void whatRetentionHasRemovedIsUnknownToEveryRepair() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settlements().settle(List.of(delivered(due.delivery())));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().sweep(clock().instant(), 10).deliveries()).isEqualTo(1);
    Delivery.Id id = due.delivery().id();

    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(repairs().resend(id)).isEqualTo(RepairResult.UNKNOWN);
      assertThat(repairs().retryNow(id)).isEqualTo(RepairResult.UNKNOWN);
      assertThat(repairs().cancel(id, clock().instant())).isEqualTo(RepairResult.UNKNOWN);
      assertThat(repairs().recover(webhook, id, SNAPSHOTS)).isEqualTo(RepairResult.ENDED);
      assertThat(repairs().redeliver(id, webhook, SNAPSHOTS)).isEmpty();
      assertThat(repairs().find(id)).isEmpty();
      assertThat(store().log().find(id)).isEmpty();
      assertThat(attempts().of(id)).isEmpty();
      assertThat(store().log().at(List.of(due.delivery().sequence()))).isEmpty();
      succeed();
    }
    settlements().settle(List.of(resentWith(due.delivery(), 200), delivered(due.delivery())));
    assertThat(list(webhook.id(), -1, 10)).isEmpty();
  }

  @Test
  default void resendsAndTheBacklogOfAWebhookDoNotMix() {
    Webhook webhook = webhook("any");
    DueDelivery ended = recorded("ended");
    settlements().settle(List.of(exhausted(ended.delivery())));
    DueDelivery first = recorded("first");
    DueDelivery second = recorded("second");
    repairs().resend(ended.delivery().id());
    succeed();

    assertThat(due().inSequence(webhook.id(), -1, 10)).containsExactly(first, second);
    assertThat(allDue(webhook)).containsExactly(first, second);
    assertThat(due().dueCount(webhook.id(), clock().instant(), 10)).isEqualTo(2);
    assertThat(counted(webhook, "pending").count()).isEqualTo(2);
    assertThat(due().resends(webhook.id(), 10))
        .extracting(due -> due.delivery().id())
        .containsExactly(ended.delivery().id());
    settlements().settle(List.of(delivered(first.delivery()), resentWith(found(ended), 200)));
    assertThat(allDue(webhook)).containsExactly(second);
  }

  @Test
  default void resendsOfAWebhookThatIsSwitchedOffWaitAndGoWhenItIsRemoved() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settlements().settle(List.of(exhausted(due.delivery())));
    repairs().resend(due.delivery().id());
    turn(webhook, false);
    assertThat(due().resends(webhook.id(), 10)).hasSize(1);
    turn(webhook, true);
    succeed();
    assertThat(due().resending()).containsExactly(webhook.id());
    assertThat(due().resends(webhook.id(), 10)).hasSize(1);

    webhooks().remove(webhook.id());

    assertThat(due().resending()).isEmpty();
    assertThat(found(due).state()).isInstanceOf(DeliveryState.Exhausted.class);
    assertThat(repairs().resend(due.delivery().id())).isEqualTo(RepairResult.REMOVED);
  }

  @Test
  default void aResendThatWasCalledOffAndIsAskedForAgainComesLast() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = List.of(recorded("0"), recorded("1"), recorded("2"));
    due.forEach(one -> settlements().settle(List.of(delivered(one.delivery()))));
    repairs().resend(due.get(0).delivery().id());
    repairs().cancelPending(webhook.id(), clock().instant());
    for (int i : new int[] {2, 0, 1}) {
      assertThat(repairs().resend(due.get(i).delivery().id())).isEqualTo(RepairResult.DONE);
    }
    assertThat(due().resends(webhook.id(), 10))
        .extracting(one -> one.delivery().subject())
        .containsExactly("2", "0", "1");
  }

  @Test
  default void whatIsRedeliveredTwiceIsTwoNewDeliveriesWhateverBecameOfTheOldOne() {
    Webhook gone = webhook("gone");
    DueDelivery cancelled = recorded("cancelled");
    DueDelivery delivered = recorded("delivered");
    settlements().settle(List.of(delivered(delivered.delivery())));
    repairs().cancel(cancelled.delivery().id(), clock().instant());
    turn(gone, false);
    store().record(event("missed"));
    Delivery missed = list(gone.id(), -1, 10).getLast();
    webhooks().remove(gone.id());
    Webhook to = webhook("to");
    for (Delivery old : List.of(cancelled.delivery(), delivered.delivery(), missed)) {
      for (int times = 0; times < 2; times++) {
        assertThat(repairs().redeliver(old.id(), to, SNAPSHOTS)).isPresent();
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
