package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The next owner sees exactly what was open, and the one before can change nothing any more. */
public interface TakeOverContract extends SuccessionFixture {

  @Test
  default void holesAmongWhatIsSettledAreOpenAndNothingElseIs() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      due.addAll(store().record(event("number " + i)).due());
    }
    Set<Delivery.Id> open = new HashSet<>();
    List<Settlement> batch = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      Delivery delivery = due.get((i * 7) % due.size()).delivery();
      if (i % 11 < 3) {
        open.add(delivery.id());
      } else {
        batch.add(i % 13 == 0 ? exhausted(delivery) : delivered(delivery));
      }
      if (batch.size() == 9) {
        settlements().settle(batch);
        batch = new ArrayList<>();
      }
    }
    settlements().settle(batch);

    for (int restarts = 0; restarts < 3; restarts++) {
      Set<Delivery.Id> found = new HashSet<>();
      allDue(webhook).forEach(one -> found.add(one.delivery().id()));
      allDue(other).forEach(one -> found.add(one.delivery().id()));
      assertThat(found).isEqualTo(open);
      for (DueDelivery one : due) {
        boolean pending = open.contains(one.delivery().id());
        assertThat(found(one).attempts()).isEqualTo(pending ? 0 : 1);
        assertThat(attempts().of(one.delivery().id())).hasSize(pending ? 0 : 1);
        assertThat(found(one).state() instanceof DeliveryState.Pending).isEqualTo(pending);
      }
      succeed();
    }
  }

  @Test
  default void theNextOwnerSeesWhatTheOneBeforeSaw() {
    Webhook webhook = webhook("any");
    Webhook off = webhook("off");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      due.add(store().record(event("number " + i)).due().getFirst());
    }
    settlements()
        .settle(
            List.of(
                delivered(due.get(0).delivery()),
                retried(due.get(1).delivery(), Duration.ofMinutes(9)),
                exhausted(due.get(2).delivery())));
    settle(retried(found(due.get(1)), Duration.ofMinutes(5)));
    deliveryActions().cancel(due.get(3).delivery().id(), clock().instant());
    deliveryActions().redeliver(due.get(2).delivery().id());
    disable(off);
    store().record(event("missed by one"));
    List<Object> before = all(webhook, off);
    succeed();
    assertThat(all(webhook, off)).isEqualTo(before);
    succeed();
    assertThat(all(webhook, off)).isEqualTo(before);

    settle(delivered(found(due.get(1))));
    assertThat(found(due.get(1)).attempts()).as("the next number").isEqualTo(3);
    assertThat(recorded("next").delivery().sequence())
        .isGreaterThan(due.getLast().delivery().sequence());
  }

  private List<Object> all(Webhook webhook, Webhook off) {
    List<Entry> log = store().log().page(DeliveryFilter.ALL, Cursor.OLDEST, 1_000).entries();
    return List.of(
        log,
        log.stream().map(entry -> attempts().of(entry.delivery().id())).toList(),
        allDue(webhook),
        allDue(off),
        due().inSequence(webhook.id(), -1, 100),
        due().earliestDue(),
        due().redeliveries(webhook.id(), 100),
        store().log().standings(100),
        store().log().ended(Instant.EPOCH, -1, 100),
        webhooks().health(webhook.id()),
        deliveryActions().missed(off.id()),
        webhooks().current().webhooks(),
        store().journal().after(0, Journal.Wanted.ALL, 100).events().stream()
            .map(Journal.Recorded::id)
            .toList());
  }

  @Test
  default void lateSettlementsOfTheOneBeforeChangeNothing() {
    Webhook webhook = webhook("any");
    DueDelivery success = recorded("success");
    DueDelivery failure = recorded("failure");
    DueDelivery tooMuch = recorded("too much");
    DueDelivery ended = recorded("ended");
    settle(exhausted(ended.delivery()));
    deliveryActions().redeliver(ended.delivery().id());
    List<Settlement> late =
        List.of(
            delivered(success.delivery()),
            retried(failure.delivery(), Duration.ofHours(1)),
            disabling(exhausted(tooMuch.delivery()), "late"),
            redelivered(found(ended), 200));
    StoreUnderTest before = succeed();
    List<Object> seen = all(webhook, webhook);

    for (Settlement one : late) {
      refusedOrNothing(() -> before.ports().settlements().settle(List.of(one)));
    }
    refusedOrNothing(() -> before.ports().settlements().settle(late));

    assertThat(all(webhook, webhook)).isEqualTo(seen);
    settlements().settle(late.subList(0, 2));
    settlements().settle(late.subList(3, 4));
    assertThat(found(success).state().name()).isEqualTo("delivered");
    assertThat(found(ended).state().name()).isEqualTo("delivered");
    assertThat(allDue(webhook)).hasSize(2);
  }

  /** A closed store refuses; one that was taken over may also find nothing that is its own. */
  private static void refusedOrNothing(Runnable late) {
    try {
      late.run();
    } catch (HooksException refused) {
      assertThat(refused.code()).isNotEqualTo(HooksException.Code.OUTCOME_UNKNOWN);
    }
  }

  @Test
  default void theOneBeforeCanNeitherRecordNorAskForARedelivery() {
    Webhook webhook = webhook("any");
    DueDelivery ended = recorded("ended");
    settle(delivered(ended.delivery()));
    recorded("open");
    StoreUnderTest before = succeed();
    List<Object> seen = all(webhook, webhook);

    assertThatThrownBy(() -> before.record(event("late"))).isInstanceOf(HooksException.class);
    assertThatThrownBy(() -> before.deliveryActions().redeliver(ended.delivery().id()))
        .isInstanceOf(HooksException.class);

    assertThat(all(webhook, webhook)).isEqualTo(seen);
  }

  @Test
  default void whatEachOfSeveralOwnersLeftIsOpenOnce() {
    Webhook webhook = webhook("any");
    List<DueDelivery> left = new ArrayList<>();
    for (int owner = 0; owner < 4; owner++) {
      left.add(recorded("left by " + owner));
      DueDelivery done = recorded("done by " + owner);
      settle(delivered(done.delivery()));
      left.add(recorded("left too by " + owner));
      succeed();
      assertThat(due().inSequence(webhook.id(), -1, 100)).isEqualTo(left);
      assertThat(allDue(webhook)).isEqualTo(left);
    }
    settlements().settle(left.stream().map(due -> delivered(due.delivery())).toList());
    succeed();
    assertThat(allDue(webhook)).isEmpty();
    assertThat(counts(webhook.id())).containsEntry("delivered", 12L).containsEntry("pending", 0L);
  }

  @Test
  default void ofAnEventWithSeveralDeliveriesEachIsOpenOrEndedByItself() {
    List<Webhook> webhooks = List.of(webhook("a"), webhook("b"), webhook("c"), webhook("d"));
    List<DueDelivery> due = store().record(event("one")).due();
    settlements()
        .settle(
            List.of(
                exhausted(due.get(3).delivery()),
                delivered(due.get(1).delivery()),
                retried(due.get(0).delivery(), Duration.ofHours(1))));
    succeed();
    assertThat(due.stream().map(one -> found(one).state().name()).toList())
        .containsExactly("pending", "delivered", "pending", "exhausted");
    assertThat(due().ofEvent(due.getFirst().delivery().event()))
        .extracting(DueDelivery::delivery)
        .containsExactly(found(due.get(0)), due.get(2).delivery());
    assertThat(allDue(webhooks.get(2))).containsExactly(due.get(2));
    assertThat(allDue(webhooks.get(1))).isEmpty();
    assertThat(due().earliestDue()).containsOnlyKeys(webhooks.get(0).id(), webhooks.get(2).id());
  }
}
