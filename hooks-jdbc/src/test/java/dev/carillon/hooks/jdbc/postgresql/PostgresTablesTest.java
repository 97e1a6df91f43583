package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.TableScripts;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresTablesTest {

  private static final TableNames SHOP = TableNames.prefixed("hooks_").inSchema("shop");

  private String name;
  private HikariDataSource pool;

  @BeforeEach
  void open() {
    name = "tables_" + Long.toHexString(System.nanoTime());
    Server.ONE.execute("create database " + name);
    pool = Server.ONE.pool(name);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  /** A migration tool runs it as one text, or statement by statement. */
  @Test
  void theScriptMakesTheTables() throws SQLException {
    HostTables host = new HostTables(pool);
    host.make();
    List<String> before = host.state();
    run(TableScripts.postgresql("hooks_", "shop", 0));
    try (PostgresDatabase database = PostgresDatabase.on(pool, SHOP)) {
      Tables.check(database);
      Tables.make(database);
      assertThat(database.<Long>read(c -> Sql.number(c, "select count(*) from {schema_version}")))
          .isEqualTo(1);
    }
    assertThat(host.state()).isEqualTo(before);
  }

  @Test
  void theMissingScriptIsNamed() {
    try (PostgresDatabase database = PostgresDatabase.on(pool, SHOP)) {
      assertThatThrownBy(() -> Tables.check(database))
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("\"shop\".hooks_schema_version")
          .hasMessageContaining("Run script 1, of release 0.1.0");
    }
  }

  @Test
  void tablesOfAnotherProgramAreRefusedAndStay() {
    HostTables host = new HostTables(pool);
    host.make();
    List<String> before = host.state();
    try (PostgresDatabase database = PostgresDatabase.on(pool)) {
      assertThatThrownBy(() -> Tables.make(database))
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("webhooks, ")
          .hasMessageContaining("choose another prefix or schema");
    }
    assertThat(host.state()).isEqualTo(before);
  }

  @Test
  void severalProcessesMakeThemAtOnce() throws Exception {
    List<Future<?>> made = new ArrayList<>();
    try (ExecutorService processes = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        made.add(
            processes.submit(
                () -> {
                  try (PostgresDatabase database = PostgresDatabase.on(pool, SHOP)) {
                    Tables.make(database);
                  }
                }));
      }
    }
    for (Future<?> one : made) {
      one.get();
    }
    try (PostgresDatabase database = PostgresDatabase.on(pool, SHOP)) {
      Tables.check(database);
    }
  }

  /** Neither hears the other, nor waits for it. */
  @Test
  void twoStoresShareNoChannelAndNoLock() throws SQLException {
    TableNames other = TableNames.prefixed("other_");
    for (TableNames names : List.of(SHOP, other)) {
      try (PostgresDatabase database = PostgresDatabase.on(pool, names)) {
        Tables.make(database);
      }
    }
    try (Connection one = pool.getConnection();
        Connection two = pool.getConnection()) {
      assertThat(SharedNodes.channel(SHOP.on(one)))
          .startsWith("carillon_hooks_")
          .isNotEqualTo(SharedNodes.channel(other.on(two)));
      for (Connection each : List.of(one, two)) {
        each.setAutoCommit(false);
      }
      Node alone = Node.alone("one");
      assertThat(PostgresOwnership.enter(SHOP.on(one), alone)).isEqualTo(1);
      // would wait for ever, and find the node of the other store
      assertThat(PostgresOwnership.enter(other.on(two), alone)).isEqualTo(1);
      one.rollback();
      two.rollback();
    }
  }

  private void run(String script) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(script);
    }
  }
}
