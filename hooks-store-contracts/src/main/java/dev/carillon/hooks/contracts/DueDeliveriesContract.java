package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.OfEvents;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What feeds the engine comes in the promised order, page by page. */
public interface DueDeliveriesContract extends StoreFixture {

  @Test
  default void dueDeliveriesComeByDueTimeAndThenBySequence() {
    Webhook webhook = webhook("any");
    DueDelivery late = recorded("late");
    DueDelivery soon = recorded("soon");
    DueDelivery first = recorded("first");
    DueDelivery second = recorded("second");
    settle(
        retried(late.delivery(), Duration.ofSeconds(9)),
        retried(soon.delivery(), Duration.ofSeconds(3)));

    assertThat(allDue(webhook))
        .extracting(due -> due.delivery().id())
        .containsExactly(id(first), id(second), id(soon), id(late));
    assertThat(due().due(webhook.id(), clock().instant(), Place.START, 10))
        .containsExactly(first, second);
    Instant later = clock().instant().plusSeconds(3);
    assertThat(due().due(webhook.id(), later, Place.START, 10))
        .extracting(due -> due.delivery().id())
        .containsExactly(id(first), id(second), id(soon));
  }

  @Test
  default void pagesOfDueDeliveriesJoinWithoutGapOrOverlap() {
    Webhook webhook = webhook("any");
    webhook("other");
    for (int i = 0; i < 10; i++) {
      DueDelivery due = store().record(event("number " + i)).due().getFirst();
      settle(retried(due.delivery(), Duration.ofSeconds(i / 3 + 1)));
    }
    List<DueDelivery> all = allDue(webhook);
    List<DueDelivery> paged = new ArrayList<>();
    Place after = Place.START;
    List<DueDelivery> page = due().due(webhook.id(), clock().instant().plusSeconds(99), after, 4);
    while (!page.isEmpty()) {
      paged.addAll(page);
      after = new Place(page.getLast().dueAt(), page.getLast().delivery().sequence());
      page = due().due(webhook.id(), clock().instant().plusSeconds(99), after, 4);
    }
    assertThat(all).hasSize(10);
    assertThat(paged).isEqualTo(all);
  }

  @Test
  default void pendingDeliveriesComeInSequenceDueOrNot() {
    Webhook webhook = webhook("any");
    DueDelivery first = recorded("first");
    DueDelivery done = recorded("done");
    DueDelivery third = recorded("third");
    settle(retried(first.delivery(), Duration.ofHours(1)), delivered(done.delivery()));

    assertThat(due().inSequence(webhook.id(), -1, 10))
        .extracting(due -> due.delivery().id())
        .containsExactly(id(first), id(third));
    assertThat(due().inSequence(webhook.id(), -1, 1)).hasSize(1);
    assertThat(due().inSequence(webhook.id(), first.delivery().sequence(), 10))
        .containsExactly(third);
  }

  @Test
  default void earliestDueKnowsEachWebhookWithSomethingPending() {
    Webhook busy = webhook("busy");
    DueDelivery first = recorded("first");
    Instant start = clock().instant();
    clock().advance(Duration.ofSeconds(1));
    recorded("second");
    Webhook idle = webhook("idle");
    assertThat(due().earliestDue()).containsOnly(java.util.Map.entry(busy.id(), start));

    settle(delivered(first.delivery()));
    assertThat(due().earliestDue()).containsOnly(java.util.Map.entry(busy.id(), clock().instant()));
    assertThat(allDue(idle)).isEmpty();
  }

  @Test
  default void earliestDueKeepsDisabledWebhooks() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(disabling(retried(due.delivery(), Duration.ofSeconds(1)), "x"));
    assertThat(due().earliestDue()).containsOnlyKeys(webhook.id());
  }

  @Test
  default void theListHasAllStatesOldestFirst() {
    Webhook webhook = webhook("any");
    DueDelivery one = recorded("one");
    DueDelivery two = recorded("two");
    DueDelivery three = recorded("three");
    DueDelivery four = recorded("four");
    settle(exhausted(one.delivery()), delivered(three.delivery()));

    List<Delivery> all = list(webhook.id(), -1, 10);

    assertThat(all).extracting(Delivery::id).containsExactly(id(one), id(two), id(three), id(four));
    assertThat(all)
        .extracting(delivery -> delivery.state().name())
        .containsExactly("exhausted", "pending", "delivered", "pending");
    assertThat(list(webhook.id(), one.delivery().sequence(), 2)).isEqualTo(all.subList(1, 3));
    assertThat(counts(webhook.id()))
        .containsEntry("pending", 2L)
        .containsEntry("delivered", 1L)
        .containsEntry("exhausted", 1L)
        .containsEntry("cancelled", 0L)
        .containsEntry("missed", 0L);
  }

  @Test
  default void whatDoesNotExistReadsAsNothing() {
    assertThat(deliveryActions().find(Delivery.Id.random())).isEmpty();
    assertThat(due().ofEvent(Event.Id.at(clock().instant()))).isEmpty();
    assertThat(list(Webhook.Id.random(), -1, 10)).isEmpty();
    assertThat(attempts().of(Delivery.Id.random())).isEmpty();
    assertThat(deliveryActions().cancelPending(Webhook.Id.random(), clock().instant())).isZero();
  }

  @Test
  default void asManyEventsAreReadTogetherAsMayBeInMemory() {
    webhook("any");
    DueDelivery small = recorded("small");
    Event wide = Event.of(CREATED, "s", clock().instant(), new TextSnapshot("x".repeat(3 << 20)));
    DueDelivery large = store().record(wide).due().getFirst();
    DueDelivery last = recorded("last");
    List<Event.Id> events =
        List.of(
            Event.Id.at(clock().instant()),
            small.delivery().event(),
            large.delivery().event(),
            last.delivery().event());

    assertThat(due().ofEvents(events)).isEqualTo(new OfEvents(List.of(small), 2));
    assertThat(due().ofEvents(events.subList(2, 4))).isEqualTo(new OfEvents(List.of(large), 1));
    assertThat(due().ofEvents(events.subList(3, 4))).isEqualTo(new OfEvents(List.of(last), 1));
    assertThat(due().ofEvents(List.of(events.get(3), events.get(1))))
        .isEqualTo(new OfEvents(List.of(small, last), 2));
  }

  @Test
  default void cancellingEndsWhatIsPendingOfOneWebhook() {
    Webhook webhook = webhook("any");
    DueDelivery done = recorded("done");
    settle(delivered(done.delivery()));
    recorded("one");
    recorded("two");
    Webhook other = webhook("other");
    store().record(event("three"));
    clock().advance(Duration.ofSeconds(5));

    assertThat(deliveryActions().cancelPending(webhook.id(), clock().instant())).isEqualTo(3);

    assertThat(allDue(webhook)).isEmpty();
    assertThat(allDue(other)).hasSize(1);
    assertThat(list(webhook.id(), done.delivery().sequence(), 10))
        .hasSize(3)
        .allMatch(one -> one.state().equals(new DeliveryState.Cancelled(clock().instant())));
    assertThat(found(done).state()).isInstanceOf(DeliveryState.Delivered.class);
  }

  private static Delivery.Id id(DueDelivery due) {
    return due.delivery().id();
  }
}
