package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording, beside the contract. */
class SqliteRecordingTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  ManualClock clock = new ManualClock();
  TestCipher cipher = new TestCipher();
  SqliteDatabase database;
  SqliteStore.Opened opened;
  Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    Embedder embedder = Embedder.of(cipher, SubjectFilter::read);
    opened = SqliteStore.opened(database, embedder, clock, StoreLimits.DEFAULT);
    store = opened.store();
  }

  @AfterEach
  void close() {
    StoreConsistency.check(database, opened.context());
    database.close();
  }

  @Test
  void onlyOurOwnWritersReceiptIsTrusted() throws Exception {
    Webhook webhook = added("any");
    assertThat(record().trusted()).isTrue();

    try (Connection own =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"))) {
      own.setAutoCommit(false);
      assertThat(store.outbox().append(own, event()).trusted()).isFalse();
      own.rollback();
      Receipt receipt = store.outbox().append(own, event());
      assertThat(receipt.trusted()).isFalse();
      assertThat(store.due().ofEvent(receipt.event())).isEmpty();
      own.commit();
      assertThat(store.due().ofEvent(receipt.event())).isEqualTo(receipt.due());
    }
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 2L);
  }

  @Test
  void aDecisionThatAWebhookOvertookIsMadeAgain() {
    FanOut nobody = FanOut.of(event(), WebhookSet.NONE);
    Webhook webhook = added("late");
    Receipt receipt = database.write(connection -> store.outbox().append(connection, nobody));
    assertThat(receipt.due())
        .extracting(due -> due.delivery().webhook())
        .containsExactly(webhook.id());
  }

  @Test
  void aWebhookThatTheSameGroupDisabledMissesTheEvent() throws Exception {
    Webhook webhook = added("any");
    FanOut prepared = store.outbox().fanOut(event());
    var off = new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    List<Receipt> receipts = new ArrayList<>();
    Queue queue = new Queue(database);
    queue.call(() -> store.webhooks().change(webhook.id(), present -> present.in(off)));
    queue.settle();
    queue.call(() -> receipts.add(database.write(one -> store.outbox().append(one, prepared))));
    queue.run();
    assertThat(receipts).singleElement().matches(receipt -> receipt.missed() == 1);
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("missed", 1L)
        .containsEntry("pending", 0L);
  }

  @Test
  void theNextProcessFindsEverythingAndGoesOnCounting() {
    Webhook webhook = added("any");
    Receipt first = record();
    database.close();
    open();
    List<DueDelivery> found = store.due().ofEvent(first.event());
    assertThat(found).isEqualTo(first.due());
    assertThat(record().due().getFirst().delivery().sequence())
        .isGreaterThan(found.getFirst().delivery().sequence());
    assertThat(store.due().inSequence(webhook.id(), -1, 10)).hasSize(2);
  }

  @Test
  void whatIsRecordedInAGroupIsOneRowAnEvent() {
    for (int i = 0; i < 300; i++) {
      added("number " + i);
    }
    Receipt receipt = record();
    assertThat(receipt.due()).hasSize(300);
    assertThat(count("events")).isEqualTo(1);
    assertThat(count("deliveries")).isZero();
    DueDelivery last = receipt.due().getLast();
    assertThat(store.deliveryActions().find(last.delivery().id())).contains(last.delivery());
    assertThat(store.due().ofEvent(receipt.event())).isEqualTo(receipt.due());
  }

  @Test
  void aGroupOfManyEventsIsKeptWholeWhateverTheirSizes() throws Exception {
    added("any");
    List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());
    Queue queue = new Queue(database);
    for (int i = 0; i < 40; i++) {
      // the large ones are not written with many others
      Snapshot snapshot = Snapshot.of(Payload.of(i + "x".repeat(i % 7 == 3 ? 300_000 : i)));
      Event event = Event.of(TYPE, "picture", clock.instant(), snapshot);
      queue.call(() -> receipts.add(database.write(one -> store.outbox().append(one, event))));
    }
    queue.run();
    assertThat(receipts).hasSize(40);
    assertThat(count("events")).isEqualTo(40);
    for (Receipt receipt : receipts) {
      assertThat(store.due().ofEvent(receipt.event())).isEqualTo(receipt.due());
    }
  }

  @Test
  void numbersOfWebhooksMayNeedMoreThanTwoBytes() {
    added("first");
    database.write(connection -> Sql.update(connection, "update sqlite_sequence set seq = 70000"));
    Webhook late = added("late");
    DueDelivery due = record().due().getLast();
    assertThat(due.delivery().webhook()).isEqualTo(late.id());
    database.close();
    open();
    assertThat(store.due().inSequence(late.id(), -1, 10)).containsExactly(due);
  }

  @Test
  void anEventWithThePayloadAsItsSnapshotKeepsItOnce() {
    added("any");
    Event event =
        Event.of(TYPE, "picture", clock.instant(), Snapshot.of(Payload.of("x".repeat(5_000))));
    database.write(connection -> store.outbox().append(connection, event));
    assertThat(
            database.<Long>read(
                connection ->
                    Sql.number(
                        connection,
                        "select length(payloads) + coalesce(length(snapshot), 0) from events")))
        .isBetween(5_000L, 5_010L);
    assertThat(store.journal().find(event.id()).orElseThrow().snapshot()).hasSize(5_000);
  }

  @Test
  void whatAWorkThatFailedHasRecordedIsNotOpen() throws Exception {
    Webhook webhook = added("any");
    Queue queue = new Queue(database);
    queue.call(this::record);
    queue.settle();
    queue.call(
        () -> {
          try {
            database.write(
                connection -> {
                  store.outbox().append(connection, event());
                  throw new IllegalStateException("undone");
                });
          } catch (IllegalStateException undone) {
            assertThat(undone).hasMessage("undone");
          }
        });
    queue.settle();
    queue.call(this::record);
    queue.run();
    assertThat(store.due().inSequence(webhook.id(), -1, 10)).hasSize(2);
    assertThat(count("events")).isEqualTo(2);
  }

  @Test
  void whatWasFiledBehindSomethingOpenIsNotOpenAfterARestart() {
    Webhook webhook = added("any");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      due.add(record().due().getFirst());
    }
    settled(due.subList(1, 3));
    clock.advance(StoreLimits.DEFAULT.fileAfter().plusSeconds(1));
    while (store.retention().tidy()) {
      assertThat(count("results")).isZero();
    }
    assertThat(count("chunks")).isEqualTo(1);
    assertThat(count("deliveries")).as("nothing has been open for long").isZero();
    database.close();
    open();
    assertThat(store.due().inSequence(webhook.id(), -1, 10))
        .containsExactly(due.getFirst(), due.getLast());
  }

  @Test
  void anEventThatNobodyWantedIsPurgedToo() {
    record();
    assertThat(count("events")).isEqualTo(1);
    store.retention().purge(clock.instant().plusSeconds(1), 10);
    assertThat(count("events")).isZero();
  }

  @Test
  void eventsGoWithTheirLastDelivery() {
    added("one");
    added("two");
    Webhook webhook = store.webhooks().current().webhooks().getFirst();
    record();
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
    store.retention().purge(clock.instant().plusSeconds(1), 10);
    assertThat(count("events")).isEqualTo(1);
    store.webhooks().current().webhooks().forEach(w -> store.webhooks().remove(w.id()));
    store.retention().purge(clock.instant().plusSeconds(1), 10);
    assertThat(count("events")).isZero();
    // their revisions go first, an hour after they were in use
    clock.advance(Duration.ofHours(2));
    store.retention().purge(clock.instant(), 10);
    store.retention().purge(clock.instant(), 10);
    assertThat(count("webhooks")).as("removed ones that nothing refers to").isZero();
  }

  private void settled(List<DueDelivery> due) {
    store
        .settlements()
        .settle(
            due.stream()
                .map(one -> TestSettlements.ended(one.delivery(), 200, clock.instant()))
                .toList());
  }

  private Webhook added(String name) {
    Webhook webhook =
        Webhook.of(name, "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private Event event() {
    return Event.of(TYPE, "picture", clock.instant(), new TextSnapshot("picture"));
  }

  private Receipt record() {
    return database.write(connection -> store.outbox().append(connection, event()));
  }

  private long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
