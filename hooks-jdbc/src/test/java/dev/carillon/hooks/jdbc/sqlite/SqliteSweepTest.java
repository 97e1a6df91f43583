package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.LogRetention.Swept;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.testkit.WebhookDeliveries;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep goes on while anything is left, and not only ended deliveries. */
class SqliteSweepTest {

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
    record(5);
    clock.advance(Duration.ofDays(1));
    assertThat(store.retention().sweep(clock.instant(), 2)).isEqualTo(new Swept(0, true));
    assertThat(store.retention().sweep(clock.instant(), 2)).isEqualTo(new Swept(0, true));
    assertThat(store.retention().sweep(clock.instant(), 2)).isEqualTo(new Swept(0, false));
    assertThat(count("events")).isZero();
  }

  @Test
  void moreIsLeftWhereARemovedWebhookHasPendingRows() {
    Webhook webhook = added();
    record(5);
    // as a removal leaves them that a crash cuts short
    execute("update webhooks set removed_at = 1");
    assertThat(store.retention().sweep(Instant.EPOCH, 2)).isEqualTo(new Swept(0, true));
    assertThat(store.retention().sweep(Instant.EPOCH, 2)).isEqualTo(new Swept(0, true));
    assertThat(store.retention().sweep(Instant.EPOCH, 2)).isEqualTo(new Swept(0, false));
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("cancelled", 5L);
  }

  @Test
  void moreIsLeftWhereAFullBatchOfDeliveriesWasRemoved() {
    Webhook webhook = added();
    record(3);
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
    clock.advance(Duration.ofDays(1));
    assertThat(store.retention().sweep(clock.instant(), 2)).isEqualTo(new Swept(2, true));
    assertThat(store.retention().sweep(clock.instant(), 2)).isEqualTo(new Swept(1, false));
  }

  private Webhook added() {
    Webhook webhook =
        Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private void record(int events) {
    for (int i = 0; i < events; i++) {
      Event event = Event.of(TYPE, "s", clock.instant(), new TextSnapshot("any"));
      database.write(connection -> store.outbox().append(connection, event));
    }
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
