package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.testkit.WebhookDeliveries;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  ManualClock clock = new ManualClock();
  TestCipher cipher = new TestCipher();
  SqliteDatabase database;
  Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, cipher, clock);
  }

  @AfterEach
  void close() {
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
  void anEventThatNobodyWantedIsSweptToo() {
    record();
    assertThat(events()).isEqualTo(1);
    store.retention().sweep(clock.instant().plusSeconds(1), 10);
    assertThat(events()).isZero();
  }

  @Test
  void payloadsAndEventsGoWithTheirLastDelivery() {
    added("one");
    added("two");
    Webhook webhook = store.webhooks().current().webhooks().getFirst();
    record();
    assertThat(count("payloads")).as("shared").isEqualTo(1);
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
    store.retention().sweep(clock.instant().plusSeconds(1), 10);
    assertThat(count("payloads")).isEqualTo(1);
    store.webhooks().current().webhooks().forEach(w -> store.webhooks().remove(w.id()));
    store.retention().sweep(clock.instant().plusSeconds(1), 10);
    assertThat(count("payloads")).isZero();
    assertThat(events()).isZero();
    // their revisions go first, an hour after they were in use
    clock.advance(Duration.ofHours(2));
    store.retention().sweep(clock.instant(), 10);
    store.retention().sweep(clock.instant(), 10);
    assertThat(count("webhooks")).as("removed ones that nothing refers to").isZero();
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

  private long events() {
    return count("events");
  }

  private long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
