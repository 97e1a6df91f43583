package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.LogRetention.Purged;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge goes on while anything is left, and not only ended deliveries. */
class SqlitePurgeTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private SqliteDatabase database;
  private Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, new TestCipher(), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void moreIsLeftWhereEventsThatNobodyHeardAre() {
    // one more than a step removes
    record(4_001);
    clock.advance(Duration.ofDays(1));
    assertThat(store.retention().purge(clock.instant(), 2)).isEqualTo(new Purged(0, true));
    assertThat(count("events")).isEqualTo(1);
    assertThat(store.retention().purge(clock.instant(), 2)).isEqualTo(new Purged(0, false));
    assertThat(count("events")).isZero();
  }

  @Test
  void moreIsLeftWhereARemovedWebhookHasPendingRows() {
    Webhook webhook = added();
    record(5);
    // as a removal leaves them that a crash cuts short
    execute("update webhooks set removed_at = 1");
    assertThat(store.retention().purge(Instant.EPOCH, 2)).isEqualTo(new Purged(0, true));
    assertThat(store.retention().purge(Instant.EPOCH, 2)).isEqualTo(new Purged(0, true));
    assertThat(store.retention().purge(Instant.EPOCH, 2)).isEqualTo(new Purged(0, false));
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("cancelled", 5L);
  }

  @Test
  void moreIsLeftWhereAFullBatchOfDeliveriesWasRemoved() {
    Webhook webhook = added();
    record(3);
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
    clock.advance(Duration.ofDays(1));
    assertThat(store.retention().purge(clock.instant(), 2)).isEqualTo(new Purged(2, true));
    assertThat(store.retention().purge(clock.instant(), 2)).isEqualTo(new Purged(1, false));
  }

  @Test
  void anEventThatWasCommittedLateAndThatNobodyWantsGoesInTheEnd() {
    record(2);
    execute("create table late as select * from events order by sequence limit 1");
    clock.advance(Duration.ofDays(1));
    store.retention().purge(clock.instant(), 2);
    // as a transaction of an embedder's own leaves it that was open meanwhile
    execute("insert into events select * from late");
    record(1);
    assertThat(count("events")).isEqualTo(2);
    for (int purges = 0; purges < 3; purges++) {
      clock.advance(Duration.ofHours(1));
      store.retention().purge(clock.instant().minus(Duration.ofHours(12)), 2);
    }
    assertThat(count("events")).as("the young one").isEqualTo(1);
  }

  private Webhook added() {
    Webhook webhook =
        Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private void record(int events) {
    database.write(
        connection -> {
          for (int i = 0; i < events; i++) {
            Event event = Event.of(TYPE, "s", clock.instant(), new TextSnapshot("any"));
            store.outbox().append(connection, event);
          }
          return true;
        });
  }

  private void execute(String sql) {
    database.write(
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  private long count(String from) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + from));
  }
}
