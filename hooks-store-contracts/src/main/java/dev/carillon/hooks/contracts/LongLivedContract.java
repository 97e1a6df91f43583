package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a store rearranges while time goes by, no caller sees: what is open long stays open, what
 * was removed stays gone, and what is sent again is there.
 */
public interface LongLivedContract extends SuccessionFixture {

  @Test
  default void whatWasRemovedStaysGoneThoughASiblingWithALesserNumberIsOpen() {
    Webhook slow = webhook("slow");
    Webhook quick = webhook("quick");
    List<DueDelivery> due = store().record(event("one")).due();
    settlements().settle(List.of(delivered(due.getLast().delivery())));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);

    for (int restarts = 0; restarts < 3; restarts++) {
      assertThat(deliveryActions().find(due.getLast().delivery().id())).isEmpty();
      assertThat(attempts().of(due.getLast().delivery().id())).isEmpty();
      assertThat(allDue(quick)).isEmpty();
      assertThat(allDue(slow)).containsExactly(due.getFirst());
      assertThat(store().log().count(DeliveryFilter.ALL, 10)).isEqualTo(new Count(1, false));
      tidy();
      succeed();
    }
    settlements().settle(List.of(delivered(due.getFirst().delivery())));
    assertThat(found(due.getFirst()).state().name()).isEqualTo("delivered");
  }

  @Test
  default void redeliveriesOfFirstAttemptsOutliveTheirNeighbours() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      due.add(recorded("number " + i));
    }
    settlements().settle(due.stream().map(one -> delivered(one.delivery())).toList());
    deliveryActions().redeliver(due.get(2).delivery().id());
    clock().advance(Duration.ofHours(1));
    tidy();
    deliveryActions().redeliver(due.get(5).delivery().id());
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 100).deliveries()).isEqualTo(6);
    succeed();

    assertThat(due().redeliveries(webhook.id(), 10))
        .extracting(one -> one.delivery().id())
        .containsExactly(due.get(2).delivery().id(), due.get(5).delivery().id());
    for (int i : List.of(2, 5)) {
      assertThat(attempts().of(due.get(i).delivery().id()))
          .extracting(Attempt::outcome)
          .containsExactly(new Outcome.Accepted(ReceiverResponse.of(204)));
      assertThat(found(due.get(i)).attempts()).isEqualTo(1);
    }
    assertThat(list(webhook.id(), -1, 10)).hasSize(2);
  }

  @Test
  default void oneThatIsHeldForADayUnderTrafficIsOpenAndInItsPlace() {
    Webhook webhook = webhook("any");
    DueDelivery held = recorded("held");
    List<Delivery.Id> ended = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) {
      for (int i = 0; i < 4; i++) {
        DueDelivery due = recorded("number " + i);
        settlements().settle(List.of(delivered(due.delivery())));
        ended.add(due.delivery().id());
      }
      clock().advance(Duration.ofHours(1));
      tidy();
      if (hour % 8 == 0) {
        succeed();
      }
    }
    assertThat(allDue(webhook)).containsExactly(held);
    assertThat(due().inSequence(webhook.id(), -1, 10)).containsExactly(held);
    assertThat(counts(webhook.id())).containsEntry("delivered", 96L).containsEntry("pending", 1L);
    assertThat(store().log().page(DeliveryFilter.ALL, Cursor.OLDEST, 200).entries())
        .extracting(entry -> entry.delivery().id())
        .startsWith(held.delivery().id())
        .endsWith(ended.getLast())
        .hasSize(97);
    settlements().settle(List.of(delivered(held.delivery())));
    assertThat(found(held).attempts()).isEqualTo(1);
    assertThat(allDue(webhook)).isEmpty();
  }

  @Test
  default void whatIsDueComesByItsTimeThoughTheClockWasSetBack() {
    Webhook webhook = webhook("any");
    DueDelivery late = recorded("late");
    DueDelivery later = recorded("later");
    clock().advance(Duration.ofHours(-1));
    succeed();
    DueDelivery early = recorded("early");
    DueDelivery earlier = recorded("earlier");
    List<DueDelivery> byTime = List.of(early, earlier, late, later);
    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(allDue(webhook)).isEqualTo(byTime);
      assertThat(due().earliestDue()).containsEntry(webhook.id(), early.dueAt());
      assertThat(due().dueCount(webhook.id(), clock().instant(), 10)).isEqualTo(2);
      assertThat(due().inSequence(webhook.id(), -1, 10))
          .containsExactly(late, later, early, earlier);
      tidy();
      succeed();
    }
  }
}
