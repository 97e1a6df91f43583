package dev.carillon.hooks.jdbc.plans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.postgresql.OpenPostgres;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node reads every other second does not grow with what another one has to send. */
class OtherNodesPlansTest {

  private static final int PENDING = 100_000;
  private static final long ROWS_MAX = 100;

  /** A live one, and a dead one that has left nothing. */
  private static final String NODES =
      """
      insert into nodes (name, lease_until, taken_over_at) values
        ('dead', clock_timestamp(), clock_timestamp()),
        ('live', clock_timestamp() + interval '1 hour', null)
      """;

  private static final String ROWS =
      """
      insert into deliveries
        (sequence, event, webhook, payload, state, owner, attempts, due_at, created_at)
      select n * 2 + 1, n * 2, w.key, 0, 0, (select epoch from nodes where name = 'live'), 1, n, n
      from webhooks w, generate_series(1, %d) n
      """
          .formatted(PENDING);

  private static final String REDELIVERIES =
      """
      insert into redeliveries (delivery, webhook, owner, requested_at, cancelled)
      select n, w.key, (select epoch from nodes where name = 'live'), n, 0
      from webhooks w, generate_series(1, 20000) n
      """;

  private final ManualClock clock = new ManualClock();
  private PlanRecorder database;
  private Store store;

  @BeforeEach
  void fill() {
    database = new PlanRecorder(OpenPostgres.empty());
    store = TestDatabase.POSTGRESQL.store(database, clock);
    store
        .webhooks()
        .add(
            Webhook.of(
                "any",
                "https://e",
                Webhook.Subscription.to(new EventType("asset_create")),
                clock.instant()));
    database.<Boolean>write(OtherNodesPlansTest::left);
    database.begin();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static boolean left(Connection connection) throws SQLException {
    Sql.update(connection, NODES);
    Sql.update(connection, ROWS);
    Sql.update(connection, REDELIVERIES);
    return true;
  }

  @Test
  void whatIsDueEarliest() {
    for (boolean analyzed : List.of(false, true)) {
      if (analyzed) {
        database.write(connection -> Sql.update(connection, "analyze"));
        database.taken();
      }
      assertThat(store.due().earliestDue()).isEmpty();
      readsLittle();
    }
  }

  @Test
  void whatDeadOnesHaveLeft() {
    database.write(connection -> Sql.update(connection, "analyze"));
    database.taken();
    store.lease().takeOver();
    readsLittle();
    assertThat(store.lease().takenOver()).isZero();
  }

  @Test
  void whetherThereIsADeadOneThatHasLeftAnything() {
    database.write(connection -> Sql.update(connection, "delete from nodes where name = 'dead'"));
    database.write(connection -> Sql.update(connection, "analyze"));
    database.taken();
    store.lease().takeOver();
    readsLittle();
  }

  private void readsLittle() {
    List<StatementPlan> statements = database.taken();
    assertThat(statements).anyMatch(one -> !one.postgresReads().isEmpty());
    for (StatementPlan statement : statements) {
      assertThat(statement.postgresReads())
          .as("%s", statement)
          .allSatisfy(read -> assertThat(read.rows()).isLessThanOrEqualTo(ROWS_MAX));
      assertThat(statement.plan()).noneMatch(line -> line.contains("Seq Scan on redeliveries"));
    }
  }
}
