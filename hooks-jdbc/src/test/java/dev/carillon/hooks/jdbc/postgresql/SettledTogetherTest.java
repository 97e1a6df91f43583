package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one statement settles: each delivery keeps what belongs to it, in whatever order. */
class SettledTogetherTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final int EVENTS = 60;

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    store
        .webhooks()
        .add(Webhook.of("w", "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void eachKeepsItsOwnAnswerAndTime() {
    List<DueDelivery> due = recorded();
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      settlements.add(success(due.get(i), 1, i));
    }
    Collections.shuffle(settlements, new Random(7));
    store.settlements().settle(settlements);

    for (int i = 0; i < due.size(); i++) {
      assertThat(store.attempts().of(due.get(i).delivery().id()))
          .singleElement()
          .isEqualTo(settlements.get(placeOf(due.get(i), settlements)).attempt());
      assertDelivered(due.get(i), 1, i);
    }
  }

  @Test
  void retriesAndFirstAttemptsGoTogether() {
    List<DueDelivery> due = recorded();
    List<DueDelivery> failed =
        due.stream().filter(one -> one.delivery().sequence() % 3 == 0).toList();
    store.settlements().settle(failed.stream().map(this::failure).toList());
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      settlements.add(success(due.get(i), failed.contains(due.get(i)) ? 2 : 1, i));
    }
    Collections.shuffle(settlements, new Random(8));
    store.settlements().settle(settlements);

    for (int i = 0; i < due.size(); i++) {
      assertDelivered(due.get(i), failed.contains(due.get(i)) ? 2 : 1, i);
    }
  }

  @Test
  void anAttemptThatIsNotTheNextOneChangesNothing() {
    List<DueDelivery> due = recorded();
    store.settlements().settle(List.of(failure(due.getFirst()), failure(due.get(1))));
    store
        .settlements()
        .settle(
            List.of(
                success(due.getFirst(), 1, 0),
                success(due.get(1), 3, 1),
                success(due.get(2), 2, 2),
                success(due.get(3), 1, 3)));
    for (DueDelivery left : due.subList(0, 3)) {
      assertThat(found(left).state()).isInstanceOf(DeliveryState.Pending.class);
    }
    assertDelivered(due.get(3), 1, 3);
  }

  private List<DueDelivery> recorded() {
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      Event event = Event.of(CREATED, "s" + i, clock.instant(), new TextSnapshot("text"));
      due.addAll(
          database.write(one -> store.outbox().append(one, store.outbox().fanOut(event))).due());
    }
    return due;
  }

  private Settlement success(DueDelivery due, int number, int n) {
    return settlement(
        due,
        new Attempt(
            number,
            clock.instant().plusMillis(n),
            Duration.ofMillis(100 + n),
            new Outcome.Accepted(ReceiverResponse.of(200 + n))),
        new DeliveryState.Delivered(clock.instant().plusSeconds(n)));
  }

  private Settlement failure(DueDelivery due) {
    return settlement(
        due,
        TestSettlements.attempt(1, 503, clock.instant()),
        new DeliveryState.Pending(clock.instant()));
  }

  private static Settlement settlement(DueDelivery due, Attempt attempt, DeliveryState next) {
    return new Settlement(
        due.delivery(),
        attempt,
        next,
        WebhookHealth.NONE.afterSuccess(Instant.EPOCH),
        Optional.empty());
  }

  private static int placeOf(DueDelivery due, List<Settlement> settlements) {
    int place = 0;
    while (!settlements.get(place).before().id().equals(due.delivery().id())) {
      place++;
    }
    return place;
  }

  private void assertDelivered(DueDelivery due, int attempts, int n) {
    assertThat(found(due).attempts()).isEqualTo(attempts);
    assertThat(found(due).state())
        .isEqualTo(new DeliveryState.Delivered(clock.instant().plusSeconds(n)));
  }

  private Delivery found(DueDelivery due) {
    return store.deliveryActions().find(due.delivery().id()).orElseThrow();
  }
}
