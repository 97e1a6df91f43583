package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long backlog behind more of other webhooks' deliveries than are looked through at once. */
class SqliteBacklogTest {

  private static final int BACKLOG = 6_000;
  private static final int BUSY = 20;
  private static final int NEWER = 5_001;
  private static final EventType TYPE = new EventType("asset_create");
  private static final EventType OTHER = new EventType("asset_update");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private SqliteDatabase database;
  private Store store;
  private Webhook behind;
  private List<DueDelivery> backlog;

  @BeforeEach
  void fill() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, new TestCipher(), clock);
    behind = added("behind", TYPE);
    backlog = recorded(TYPE, BACKLOG);
    for (int n = 0; n < BUSY; n++) {
      added("busy " + n, OTHER);
    }
    store.settlements().settle(recorded(OTHER, NEWER).stream().map(this::delivered).toList());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void itIsCountedAndListedInMemory() {
    isCountedAndListed();
  }

  @Test
  void itIsCountedAndListedInRowsBehindBlocks() {
    clock.advance(Duration.ofHours(1));
    while (store.retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(
            database.<Long>read(
                connection -> Sql.number(connection, "select count(*) from deliveries")))
        .isEqualTo(BACKLOG);
    isCountedAndListed();
  }

  private void isCountedAndListed() {
    DeliveryFilter pending = DeliveryFilter.ALL.in("pending");
    for (DeliveryFilter filter : Set.of(pending, pending.to(behind.id()), typed())) {
      assertThat(store.log().count(filter, 10_000)).isEqualTo(new Count(BACKLOG, false));
      assertThat(store.log().count(filter, 1_000)).isEqualTo(new Count(1_000, true));
      Page page = store.log().page(filter, Cursor.NEWEST, 50);
      assertThat(page.entries()).hasSize(50);
      assertThat(page.entries().getFirst().delivery().id())
          .isEqualTo(backlog.getLast().delivery().id());
      assertThat(store.log().page(filter, page.end(), 50).entries().getFirst().delivery().id())
          .isEqualTo(backlog.get(BACKLOG - 51).delivery().id());
    }
  }

  private List<DueDelivery> recorded(EventType type, int events) {
    return database.write(
        connection -> {
          List<DueDelivery> due = new ArrayList<>();
          for (int n = 0; n < events; n++) {
            Event event = Event.of(type, "s", clock.instant(), new TextSnapshot("s"));
            due.addAll(store.outbox().append(connection, event).due());
          }
          return due;
        });
  }

  private Settlement delivered(DueDelivery due) {
    return TestSettlements.ended(due.delivery(), 200, clock.instant());
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

  private Webhook added(String name, EventType type) {
    Webhook webhook =
        Webhook.of(name, "https://e/x", Webhook.Subscription.to(type), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }
}
