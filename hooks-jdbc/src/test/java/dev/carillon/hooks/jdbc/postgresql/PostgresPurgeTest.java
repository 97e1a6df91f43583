package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A purge and a transaction that works on what it is about to remove, in every order of both. */
class PostgresPurgeTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final long BRIEFLY_MILLIS = 700;
  private static final long PATIENCE_MILLIS = 30_000;

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;

  @BeforeEach
  void open() throws SQLException {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    store
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
    try (Connection connection = database.pool().getConnection()) {
      connection.setAutoCommit(false);
      store
          .outbox()
          .append(connection, Event.of(CREATED, "s", clock.instant(), new TextSnapshot("x")));
      connection.commit();
    }
    execute("update deliveries set state = 1, due_at = null, ended_at = 1");
    clock.advance(Duration.ofDays(40));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatNobodyWorksOnIsRemovedWhole() throws SQLException {
    assertThat(store.retention().purge(clock.instant(), 10).deliveries()).isEqualTo(1);
    assertThat(count("deliveries") + count("events")).isZero();
  }

  @Test
  void anEventStaysToWhichADeliveryIsAddedMeanwhile() throws Exception {
    during(
        """
        insert into deliveries (sequence, event, webhook, payload, owner, due_at, created_at,
          attempts, state)
        select nextval('delivery_sequence'), event, webhook, payload, owner, 1, created_at, 0, 0
        from deliveries
        where exists (select 1 from events for key share)
        """,
        true);
    assertThat(count("deliveries")).isEqualTo(1);
    assertThat(count("events")).isEqualTo(1);
  }

  @Test
  void aDeliveryStaysThatIsMadePendingMeanwhile() throws Exception {
    during("update deliveries set state = 0, ended_at = null, due_at = 1", false);
    assertThat(count("deliveries")).isEqualTo(1);
    assertThat(count("events")).isEqualTo(1);
  }

  @Test
  void anEventNobodyHeardStaysToWhichADeliveryIsAddedMeanwhile() throws Exception {
    execute("delete from deliveries");
    during(
        """
        insert into deliveries (sequence, event, webhook, owner, due_at, created_at, attempts,
          state)
        select nextval('delivery_sequence'), sequence, 1, 1, 1, 1, 0, 0
        from (select * from events for key share) e
        """,
        true);
    assertThat(count("events")).isEqualTo(1);
  }

  /** Purges while another transaction has done this and is not committed yet. */
  private void during(String sql, boolean waits) throws Exception {
    // closed in this order: a purge that waits for the transaction ends with it
    try (ExecutorService purger = Executors.newSingleThreadExecutor();
        Connection connection = database.pool().getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        assertThat(statement.executeUpdate(sql)).isEqualTo(1);
      }
      Future<Integer> purging =
          purger.submit(() -> store.retention().purge(clock.instant(), 10).deliveries());
      purger.shutdown();
      long millis = waits ? BRIEFLY_MILLIS : PATIENCE_MILLIS;
      boolean ended = purger.awaitTermination(millis, TimeUnit.MILLISECONDS);
      assertThat(ended).as("it has ended before").isEqualTo(!waits);
      connection.commit();
      purging.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.pool().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private long count(String table) throws SQLException {
    try (Connection connection = database.pool().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from " + table)) {
      row.next();
      return row.getLong(1);
    }
  }
}
