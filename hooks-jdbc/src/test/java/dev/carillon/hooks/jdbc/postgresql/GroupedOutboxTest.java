package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of events that one group records, and so writes with one statement. */
class GroupedOutboxTest {

  private static final EventType CREATED = new EventType("asset_create");

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;
  Webhook webhook;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    webhook = Webhook.of("any", "https://e", Webhook.Subscription.to(CREATED), clock.instant());
    store.webhooks().add(webhook);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private FanOut prepared(String subject) {
    Event event = Event.of(CREATED, subject, clock.instant(), new TextSnapshot(subject));
    return store.outbox().fanOut(event);
  }

  private List<DueDelivery> due() {
    return store.due().due(webhook.id(), clock.instant(), Place.START, 1000);
  }

  @Test
  void eachCallerGetsTheNumbersUnderWhichItsDeliveriesAreStored() throws InterruptedException {
    List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());
    Queue queue = new Queue(database);
    for (int i = 0; i < 300; i++) {
      FanOut fanOut = prepared("picture " + i);
      queue.call(() -> receipts.add(database.write(one -> store.outbox().append(one, fanOut))));
    }
    queue.run();
    assertThat(receipts)
        .hasSize(300)
        .allMatch(Receipt::trusted)
        .flatMap(Receipt::due)
        .containsExactlyInAnyOrderElementsOf(due());
  }

  @Test
  void aGroupTakesHardlyMoreNumbersThanItNeeds() throws InterruptedException {
    Queue queue = new Queue(database);
    for (int i = 0; i < 60; i++) {
      FanOut fanOut = prepared("picture " + i);
      queue.call(() -> database.write(one -> store.outbox().append(one, fanOut)));
    }
    queue.run();
    for (int i = 0; i < 40; i++) {
      FanOut fanOut = prepared("alone " + i);
      database.write(one -> store.outbox().append(one, fanOut));
    }
    List<Long> numbers = due().stream().map(due -> due.delivery().sequence()).toList();
    // an event has a number of its own; what is expected shrinks by an eighth from group to group
    assertThat(numbers.get(59) - numbers.getFirst()).isBetween(118L, 240L);
    assertThat(numbers.getLast() - numbers.get(98)).isBetween(2L, 9L);
  }

  /** What changes webhooks comes last in a group: {@link dev.carillon.hooks.jdbc.LockOrder}. */
  @Test
  void aWebhookThatTheSameGroupDisablesGetsTheEventBefore() throws InterruptedException {
    FanOut fanOut = prepared("picture");
    Queue queue = new Queue(database);
    WebhookState.Disabled off =
        new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    CompletableFuture<Void> disabled =
        queue.add(() -> store.webhooks().change(webhook.id(), present -> present.in(off)));
    queue.settle();
    List<Receipt> receipts = new ArrayList<>();
    CompletableFuture<Void> recorded =
        queue.add(() -> receipts.add(database.write(one -> store.outbox().append(one, fanOut))));
    queue.run();
    assertThat(disabled).isCompleted();
    assertThat(recorded).isCompleted();
    assertThat(receipts).singleElement().matches(receipt -> receipt.missed() == 0);
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 1L);
  }

  @Test
  void oneCallerThatFailsTakesNoOtherWithIt() throws InterruptedException {
    FanOut before = prepared("before");
    FanOut failing = prepared("failing");
    FanOut after = prepared("after");
    Queue queue = new Queue(database);
    CompletableFuture<Void> first =
        queue.add(() -> database.write(one -> store.outbox().append(one, before)));
    queue.settle();
    CompletableFuture<Void> failed =
        queue.add(
            () ->
                database.write(
                    one -> {
                      store.outbox().append(one, failing);
                      throw new IllegalArgumentException("no");
                    }));
    queue.settle();
    CompletableFuture<Void> last =
        queue.add(() -> database.write(one -> store.outbox().append(one, after)));
    queue.run();
    assertThat(first).isCompleted();
    assertThat(last).isCompleted();
    assertThatThrownBy(failed::join).hasRootCauseMessage("no");
    assertThat(due())
        .extracting(due -> due.delivery().subject())
        .containsExactly("before", "after");
  }
}
