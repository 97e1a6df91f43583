package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that stands still, or whose machine is gone, in the middle of a transaction. */
@Timeout(120)
class HangingNodeTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String STANDSTILL = "idle_in_transaction_session_timeout";
  private static final String LOCKING = "update webhooks set name = name";

  private final ManualClock clock = new ManualClock();
  private final TestCipher cipher = new TestCipher();
  private final String name = Server.ONE.newDatabase();
  private final CountDownLatch awake = new CountDownLatch(1);
  private OpenPostgres ofOld;
  private OpenPostgres ofYoung;

  @BeforeEach
  void open() {
    ofOld = OpenPostgres.on(name);
    ofYoung = OpenPostgres.on(name);
  }

  @AfterEach
  void close() {
    awake.countDown();
    ofYoung.close();
    ofOld.close();
  }

  private PostgresStore.Opened store(OpenPostgres database, Node node) {
    return PostgresStore.opened(
        database, Embedder.of(cipher, SubjectFilter::read), clock, node, StoreLimits.DEFAULT);
  }

  private Receipt record(PostgresStore.Opened opened, OpenPostgres database) {
    Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
    return database.write(connection -> opened.store().outbox().append(connection, event));
  }

  @Test
  void theDatabaseEndsItsTransactionAndTheNextOneTakesOver() throws Exception {
    PostgresStore.Opened old = store(ofOld, new Node("old", SHORT, true));
    Webhook webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    old.store().webhooks().add(webhook);
    Receipt receipt = record(old, ofOld);
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<Boolean> hanging =
        CompletableFuture.supplyAsync(
            () ->
                ofOld.write(
                    connection -> {
                      old.context().node().check(connection);
                      inside.countDown();
                      await(awake);
                      return Sql.any(connection, "select 1");
                    }));
    inside.await();

    PostgresStore.Opened young = afterTheOther(new Node("young", Duration.ofSeconds(30), true));

    assertThat(young.store().due().due(webhook.id(), clock.instant(), Place.START, 10))
        .isEqualTo(receipt.due());
    awake.countDown();
    assertThat(hanging.handle((result, thrown) -> thrown).get(30, TimeUnit.SECONDS))
        .hasRootCauseMessage("FATAL: terminating connection due to idle-in-transaction timeout");
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> record(old, ofOld))
        .matches(over -> over.code() == Code.STORE_LOCKED);
  }

  @Test
  void whatItHasLockedIsFreeForOtherNodesLongBeforeItsLeaseEnds() throws Exception {
    PostgresStore.Opened hanging = store(ofOld, new Node("hanging", Duration.ofSeconds(60)));
    PostgresStore.Opened other = store(ofYoung, new Node("other", Duration.ofSeconds(60)));
    other
        .store()
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant()));
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<Integer> locking =
        CompletableFuture.supplyAsync(
            () ->
                ofOld.write(
                    connection -> {
                      hanging.context().node().check(connection);
                      Sql.update(connection, LOCKING);
                      inside.countDown();
                      await(awake);
                      return Sql.update(connection, LOCKING);
                    }));
    inside.await();

    Instant before = Instant.now();
    int changed = ofYoung.write(connection -> Sql.update(connection, LOCKING));

    assertThat(changed).isEqualTo(1);
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
    awake.countDown();
    assertThat(locking.handle((result, thrown) -> thrown).get(30, TimeUnit.SECONDS))
        .isInstanceOf(Exception.class);
  }

  /** Such as an action of the same transaction, for which another node waits. */
  @Test
  void whoeverWantsToBeEndedSoonerIs() {
    PostgresStore.Opened opened = store(ofOld, new Node("any", Duration.ofSeconds(60)));
    for (String before : List.of("2s", "300ms", "5s", "1min", "0")) {
      String after =
          ofOld.write(
              connection -> {
                Sql.any(connection, "select set_config('" + STANDSTILL + "', ?, true)", before);
                opened.context().node().check(connection);
                String set = "select current_setting('" + STANDSTILL + "')";
                return Sql.first(connection, set, row -> row.getString(1)).orElseThrow();
              });
      boolean sooner = List.of("2s", "300ms").contains(before);
      assertThat(after).isEqualTo(sooner ? before : "5s");
    }
  }

  @Test
  void whoeverElseHoldsItsRowIsNotWaitedForWithoutEnd() throws Exception {
    PostgresStore.Opened old = store(ofOld, new Node("old", SHORT, true));
    old.store().lease().release();
    try (Connection other = ofOld.pool().getConnection()) {
      other.setAutoCommit(false);
      assertThat(Sql.any(other, "select 1 from nodes for key share")).isTrue();
      assertThatExceptionOfType(HooksException.class)
          .isThrownBy(() -> store(ofYoung, new Node("young", SHORT, true)))
          .withMessageContaining("in use by node old, whose transaction does not end")
          .matches(locked -> locked.code() == Code.STORE_LOCKED);
      other.rollback();
    }
    assertThat(store(ofYoung, new Node("young", SHORT, true)).store().lease().renew()).isTrue();
  }

  /** Opens a store as soon as the lease of the one before has ended. */
  private PostgresStore.Opened afterTheOther(Node node) throws InterruptedException {
    while (true) {
      try {
        return store(ofYoung, node);
      } catch (HooksException live) {
        assertThat(live).hasMessageContaining("lease lasts");
        Thread.sleep(10);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
