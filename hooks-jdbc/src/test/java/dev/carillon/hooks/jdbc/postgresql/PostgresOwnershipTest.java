package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.WatchedDatabase;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresOwnershipTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final Duration SHORT = Duration.ofMillis(300);

  ManualClock clock = new ManualClock();
  TestCipher cipher = new TestCipher();
  OpenPostgres database;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Store store(String name, Duration lease) {
    return PostgresStore.open(
        database, cipher, SubjectFilter::read, clock, new Node(name, lease, true));
  }

  /** Opens a store as soon as the lease of the one before has ended. */
  private Store storeAfterTheOther(String name) throws InterruptedException {
    while (true) {
      try {
        return store(name, Duration.ofSeconds(30));
      } catch (HooksException live) {
        assertThat(live.code()).isEqualTo(Code.STORE_LOCKED);
        Thread.sleep(10);
      }
    }
  }

  private static Webhook webhookIn(Store store) {
    Webhook webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), Instant.EPOCH);
    store.webhooks().add(webhook);
    return webhook;
  }

  private Event event() {
    return Event.of(TYPE, "picture", clock.instant(), new TextSnapshot("picture"));
  }

  private Receipt record(Store store) {
    return database.write(connection -> store.outbox().append(connection, event()));
  }

  private List<DueDelivery> due(Store store, Webhook webhook) {
    return store.due().due(webhook.id(), clock.instant(), Place.START, 100);
  }

  private Settlement delivered(DueDelivery due) {
    return TestSettlements.ended(due.delivery(), 200, clock.instant());
  }

  @Test
  void aSecondNodeIsRefusedAndToldWhoIsThere() {
    Store first = store("north", Duration.ofSeconds(30));
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> store("south", SHORT))
        .withMessageContaining("node north")
        .withMessageContaining("until 20")
        .matches(locked -> locked.code() == Code.STORE_LOCKED);
    assertThat(first.lease().renew()).isTrue();
  }

  @Test
  void aReleasedLeaseCanBeTakenAtOnce() {
    Store first = store("north", Duration.ofSeconds(30));
    Webhook webhook = webhookIn(first);
    Receipt receipt = record(first);
    first.lease().release();
    Store second = store("south", Duration.ofSeconds(30));
    assertThat(due(second, webhook)).isEqualTo(receipt.due());
    assertThat(first.lease().renew()).isFalse();
  }

  @Test
  void aNodeThatWasAwayTooLongCanDoNothingAnyMore() throws Exception {
    Store old = store("old", SHORT);
    Webhook webhook = webhookIn(old);
    DueDelivery due = record(old).due().getFirst();

    Store young = storeAfterTheOther("young");

    assertThat(due(young, webhook)).containsExactly(due);
    assertThat(due(old, webhook)).isEmpty();
    assertThat(old.due().earliestDue()).isEmpty();
    old.settlements().settle(List.of(delivered(due)));
    assertThat(young.deliveryActions().find(due.delivery().id())).contains(due.delivery());
    assertThat(young.attempts().of(due.delivery().id())).isEmpty();
    assertThat(old.lease().renew()).isFalse();
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> record(old))
        .matches(over -> over.code() == Code.STORE_LOCKED);

    young.settlements().settle(List.of(delivered(due)));
    assertThat(new WebhookDeliveries(young.log(), webhook.id()).counts())
        .containsEntry("delivered", 1L);
  }

  @Test
  void redeliveriesOfADeadNodeAreMadeByTheNextOneAndOnlyByThat() throws Exception {
    Store old = store("old", SHORT);
    Webhook webhook = webhookIn(old);
    DueDelivery due = record(old).due().getFirst();
    old.settlements().settle(List.of(delivered(due)));
    old.deliveryActions().redeliver(due.delivery().id());

    Store young = storeAfterTheOther("young");

    assertThat(young.due().redelivering()).containsExactly(webhook.id());
    assertThat(old.due().redelivering()).isEmpty();
    assertThat(old.due().redeliveries(webhook.id(), 10)).isEmpty();
    DueDelivery redelivery = young.due().redeliveries(webhook.id(), 10).getFirst();
    old.settlements().settle(List.of(redelivered(redelivery)));
    assertThat(young.attempts().of(due.delivery().id())).hasSize(1);
    young.settlements().settle(List.of(redelivered(redelivery)));
    assertThat(young.attempts().of(due.delivery().id())).hasSize(2);
  }

  private Settlement redelivered(DueDelivery due) {
    return TestSettlements.ended(
        due.delivery(), TestSettlements.redelivery(2, 200, clock.instant()));
  }

  @Test
  void aLeaseThatIsRenewedOutlastsItsLength() throws Exception {
    // long enough that a machine that stands still for a moment does not end it
    Duration length = Duration.ofSeconds(4);
    Store first = store("north", length);
    Instant end = Instant.now().plus(length.multipliedBy(3).dividedBy(2));
    while (Instant.now().isBefore(end)) {
      assertThat(first.lease().renew()).isTrue();
      assertThatExceptionOfType(HooksException.class).isThrownBy(() -> store("south", SHORT));
      Thread.sleep(first.lease().renewEvery().toMillis());
    }
  }

  @Test
  void thereMayBeMoreToTakeOverThanALeaseLasts() throws Exception {
    Store old = store("old", Duration.ofSeconds(30));
    for (int i = 0; i < 40; i++) {
      webhookIn(old);
    }
    try (Connection own = database.pool().getConnection()) {
      own.setAutoCommit(false);
      old.outbox().append(own, event());
      own.commit();
    }
    old.lease().release();
    AtomicInteger steps = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Database slow =
        new WatchedDatabase(
            database,
            () -> {
              pause(Duration.ofMillis(150));
              steps.incrementAndGet();
              ended.addAndGet(endedLeases("young"));
            },
            () -> {});

    PostgresStore.open(
        slow, cipher, SubjectFilter::read, clock, new Node("young", Duration.ofSeconds(4), true));

    assertThat(steps).hasValueGreaterThan(40);
    assertThat(ended).hasValue(0);
  }

  private int endedLeases(String node) {
    String ended = "select count(*) from nodes where name = ? and lease_until < clock_timestamp()";
    return database.<Integer>read(connection -> (int) Sql.number(connection, ended, node));
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatTheDeadOneWasStillRecordingIsFoundWithTheNextRound() throws Exception {
    Store old = store("old", SHORT);
    Webhook webhook = webhookIn(old);
    try (Connection slow = database.pool().getConnection()) {
      slow.setAutoCommit(false);
      Receipt receipt = old.outbox().append(slow, event());
      assertThat(receipt.trusted()).isFalse();
      Store young = storeAfterTheOther("young");
      slow.commit();
      assertThat(due(young, webhook)).isEmpty();
      young.lease().takeOver();
      assertThat(due(young, webhook)).isEqualTo(receipt.due());
    }
  }

  @Test
  void aChangeByAnotherProcessIsSeenAtOnce() throws Exception {
    Store old = store("old", SHORT);
    Webhook webhook = webhookIn(old);
    Store young = storeAfterTheOther("young");
    assertThat(record(young).due()).hasSize(1);
    old.webhooks().remove(webhook.id());
    assertThat(record(young).due()).isEmpty();
    assertThat(young.webhooks().current().webhooks()).isEmpty();
  }
}
