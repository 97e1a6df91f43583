package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is planned while a table is empty is kept for a while. It has to be right as well when the
 * table has grown, and nobody has counted its rows yet.
 */
class FreshTablesTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final int WEBHOOKS = 3;
  private static final int GROUPS = 60;
  private static final int EVENTS_IN_GROUP = 10;

  /** So long that it pays to find an event by its index, once there are some hundred. */
  private static final String TEXT = "text ".repeat(400);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String READ_IN_ORDER =
      """
      select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables
      where relname in ('deliveries', 'events_0', 'events_rest', 'results', 'chunks', 'chunk_data',
        'attempts_0', 'attempts_rest')
      """;
  private static final String WRITTEN =
      "select n_tup_ins from pg_stat_user_tables where relname = 'results'";

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    database.write(
        connection ->
            execute(
                connection,
                "alter table deliveries set (autovacuum_enabled = off);"
                    + " alter table events_0 set (autovacuum_enabled = off)"));
    store = database.store(clock, Node.named("tested"));
    for (int i = 0; i < WEBHOOKS; i++) {
      store
          .webhooks()
          .add(Webhook.of("w" + i, "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void recordingAndSettlingReadNoTableFromOneEndToTheOther() throws Exception {
    for (int group = 0; group < GROUPS; group++) {
      List<DueDelivery> due = database.write(this::record);
      store.settlements().settle(due.stream().map(this::delivered).toList());
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (counted(WRITTEN) < GROUPS && System.nanoTime() < deadline) {
      Thread.sleep(10); // the server counts a moment later
    }
    assertThat(counted(WRITTEN)).isEqualTo(GROUPS);
    assertThat(counted(READ_IN_ORDER)).isZero();
  }

  @Test
  void whatTheEngineReadsWasPlannedForAFewRows() {
    List<DueDelivery> few = database.write(this::record);
    for (int i = 0; i < 12; i++) { // the fifth time the database keeps its plan
      readAsTheEngineDoes(few.getFirst());
    }
    List<DueDelivery> last = few;
    for (int group = 1; group < GROUPS; group++) {
      last = database.write(this::record);
    }
    long before = counted(READ_IN_ORDER);
    for (int i = 0; i < 20; i++) {
      readAsTheEngineDoes(last.getFirst());
    }
    assertThat(counted(READ_IN_ORDER) - before).isZero();
  }

  private void readAsTheEngineDoes(DueDelivery due) {
    Webhook.Id webhook = due.delivery().webhook();
    assertThat(store.due().due(webhook, clock.instant(), Place.START, 5)).isNotEmpty();
    assertThat(store.due().earliestDue()).hasSize(WEBHOOKS);
    assertThat(store.due().ofEvent(due.delivery().event())).hasSize(WEBHOOKS);
    assertThat(store.log().page(DeliveryFilter.ALL, Cursor.NEWEST, 5).entries()).hasSize(5);
  }

  private List<DueDelivery> record(Connection connection) throws SQLException {
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < EVENTS_IN_GROUP; i++) {
      Event event = Event.of(CREATED, "s", clock.instant(), new TextSnapshot(TEXT));
      FanOut fanOut = store.outbox().fanOut(event);
      due.addAll(store.outbox().append(connection, fanOut).due());
    }
    return due;
  }

  private Settlement delivered(DueDelivery due) {
    return TestSettlements.ended(due.delivery(), 200, clock.instant());
  }

  private long counted(String sql) {
    database.write(FreshTablesTest::flush);
    database.read(FreshTablesTest::flush);
    return database.read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private static boolean flush(Connection connection) throws SQLException {
    return execute(connection, "select pg_stat_force_next_flush()");
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    }
  }
}
