package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.postgresql.PgBouncer;
import dev.carillon.hooks.jdbc.postgresql.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The façade behind PgBouncer in transaction mode: processes find by polling what others did. */
@Tag("long")
class PooledHooksTest extends HooksFixture {

  private final HikariDataSource pool = PgBouncer.pool(Server.ONE.newDatabase());

  @Override
  HooksBuilder builder() {
    return Hooks.builder(pool);
  }

  @Override
  HooksBuilder elsewhere() {
    return builder().tablePrefix("other_");
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    pool.close();
  }

  @Test
  void aTransactionOfTheHostIsSentOnceItIsCommitted() throws Exception {
    Hooks hooks = start();
    register(hooks);
    for (DataSource from : List.of(pool, hooks.dataSource())) {
      try (Connection connection = begin(from)) {
        publish(hooks, connection, "lost");
        connection.rollback();
        publish(hooks, connection, "kept");
        connection.commit();
      }
      assertThat(sent.body()).isEqualTo(json("kept"));
    }
    publish(hooks, "lent");
    assertThat(sent.body()).isEqualTo(json("lent"));
    hooks.publish("order.placed", "alone", json("alone"));
    assertThat(sent.body()).isEqualTo(json("alone"));
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void whatIsPublishedAfterTheCloseIsSentByTheNextProcess() throws Exception {
    Hooks hooks = start();
    register(hooks);
    hooks.close();
    try (Connection connection = begin(pool)) {
      publish(hooks, connection, "late");
      connection.commit();
    }
    start();
    assertThat(sent.body()).isEqualTo(json("late"));
    try (Connection connection = begin(pool)) {
      LogRules.stopped(() -> publish(hooks, connection, "too late"));
    }
  }

  @Test
  void anotherProcessSendsWhatOneOnlyRecords() throws Exception {
    start();
    Hooks recording = start(builder().key(KEY).role(Role.RECORD_ONLY));
    register(recording);
    publish(recording, "lent");
    assertThat(sent.body()).isEqualTo(json("lent"));
    try (Connection connection = begin(pool)) {
      publish(recording, connection, "own");
      connection.commit();
    }
    assertThat(sent.body()).isEqualTo(json("own"));
    assertThat(events(recording)).containsExactly("lent", "own");
  }

  private static Connection begin(DataSource from) throws SQLException {
    Connection connection = from.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void publish(Hooks hooks, Connection connection, String subject)
      throws SQLException {
    hooks.publish(connection, "order.placed", subject, json(subject));
  }
}
