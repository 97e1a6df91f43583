package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large the file grows whose log is limited. */
@Tag("long")
class SqliteSizeTest {

  private static final long MIB = 1 << 20;
  private static final EventType TYPE = new EventType("asset_create");

  /** It is stored once: as it was, and as it is sent. */
  private static final String BODY = "x".repeat(40_000);

  private static final long ALLOWED = 8 * MIB;
  private static final int BATCH = 10;
  private static final int BATCHES = 200;
  private static final Duration BATCH_EVERY = Duration.ofMillis(50);

  /** Half more than allowed, and what is written in five seconds. */
  private static final long BOUND = ALLOWED * 3 / 2 + 40 * MIB;

  @TempDir Path folder;
  private SqliteDatabase database;
  private Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, new TestCipher(), Clock.systemUTC());
    store
        .webhooks()
        .add(Webhook.of("w", "https://e/", Webhook.Subscription.to(TYPE), Instant.EPOCH));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aNewFileHasTheWantedPagesAndCanShrink() {
    assertThat(number("pragma page_size")).isEqualTo(8192);
    assertThat(number("pragma auto_vacuum")).isEqualTo(2);
  }

  @Test
  void theFileStaysNearItsLimitUnderLoadAndShrinksAfterwards() throws Exception {
    try (HooksEngine hooks =
        HooksEngine.start(
            store.config(request -> new Outcome.Accepted(ReceiverResponse.of(200))))) {
      hooks.bytesMax(ALLOWED);
      long most = 0;
      for (int i = 0; i < BATCHES; i++) {
        hooks.committed(database.write(this::record));
        most = Math.max(most, bytes());
        Thread.sleep(BATCH_EVERY);
      }
      assertThat(1L * BATCHES * BATCH * BODY.length()).as("what was written").isGreaterThan(BOUND);
      assertThat(most).as("the largest it was").isLessThan(BOUND);
      await(ALLOWED * 3 / 2 + 8 * MIB);
      assertThat(store.log().count(DeliveryFilter.ALL, 10_000).count())
          .as("what is kept")
          .isGreaterThan(100);
    }
  }

  private Receipt record(Connection connection) throws SQLException {
    Receipt last = append(connection);
    for (int i = 1; i < BATCH; i++) {
      last = append(connection);
    }
    return last;
  }

  private Receipt append(Connection connection) throws SQLException {
    Event event = Event.of(TYPE, "s", Instant.now(), Snapshot.of(Payload.of(BODY)));
    return store.outbox().append(connection, event);
  }

  private void await(long bytes) throws InterruptedException {
    Instant until = Instant.now().plusSeconds(60);
    while (bytes() > bytes && Instant.now().isBefore(until)) {
      Thread.sleep(50);
    }
    assertThat(bytes()).as("given back").isLessThanOrEqualTo(bytes);
  }

  private long bytes() {
    return number("pragma page_count") * number("pragma page_size");
  }

  private long number(String sql) {
    return database.read(connection -> Sql.number(connection, sql));
  }
}
