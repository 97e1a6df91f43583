package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long backlog behind more of other webhooks' deliveries than are looked through at once. */
class SqliteBacklogTest {

  private static final int BACKLOG = 6_000;
  private static final int NEWER = 100_001;
  private static final EventType TYPE = new EventType("asset_create");

  private static final String EVENT =
      "insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)"
          + " values (1, '1000000000700000000000', 'asset_create', 's', 0, 0, 200000, '')";

  private static final String DELIVERIES =
      """
      insert into deliveries (sequence, id, event, webhook, payload, state, owner, attempts, due_at,
        ended_at, created_at, first_status, first_at, first_duration)
      with recursive n(x) as (select 1 union all select x + 1 from n where x < ?)
      select 1 + x, '10000000007' || (10000000000 + x), 1, case when x <= ? then 1 else 2 end, 2,
        x > ?, 0, 1, case when x <= ? then x end, case when x > ? then x end, x, 200, 1, 1
      from n
      """;

  @TempDir Path folder;
  private SqliteDatabase database;
  private Store store;
  private Webhook behind;

  @BeforeEach
  void fill() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, new TestCipher(), new ManualClock());
    behind = added("behind");
    added("busy");
    database.write(SqliteBacklogTest::fill);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void itIsCountedAndListedWhereverItLies() {
    DeliveryFilter pending = DeliveryFilter.ALL.in("pending");
    for (DeliveryFilter filter : Set.of(pending, pending.to(behind.id()), typed())) {
      assertThat(store.log().count(filter, 10_000)).isEqualTo(new Count(BACKLOG, false));
      assertThat(store.log().count(filter, 1_000)).isEqualTo(new Count(1_000, true));
      Page page = store.log().page(filter, Cursor.NEWEST, 50);
      assertThat(page.entries()).hasSize(50);
      assertThat(page.entries().getFirst().delivery().sequence()).isEqualTo(BACKLOG + 1);
      assertThat(store.log().page(filter, page.end(), 50).entries().getFirst().delivery())
          .matches(delivery -> delivery.sequence() == BACKLOG - 49);
    }
  }

  /** As a job asks that calls off what is pending. */
  private DeliveryFilter typed() {
    return new DeliveryFilter(
        Set.of("pending"),
        Set.of(behind.id()),
        new About(List.of("asset_create"), "", ""),
        Ending.ANY,
        Span.ALWAYS,
        "");
  }

  private Webhook added(String name) {
    Webhook webhook =
        Webhook.of(name, "https://e/" + name, Webhook.Subscription.to(TYPE), Instant.EPOCH);
    store.webhooks().add(webhook);
    return webhook;
  }

  private static int fill(Connection connection) throws SQLException {
    Sql.update(connection, EVENT);
    return Sql.update(connection, DELIVERIES, BACKLOG + NEWER, BACKLOG, BACKLOG, BACKLOG, BACKLOG);
  }
}
