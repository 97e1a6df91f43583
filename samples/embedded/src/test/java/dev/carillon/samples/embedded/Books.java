package dev.carillon.samples.embedded;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.log.DeliveryInspector;
import dev.carillon.hooks.jdbc.postgresql.PostgresDialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks into the shop's database from outside, as an auditor does. */
record Books(String jdbcUrl, String shopArgument) {

  static Books sqlite(Path folder) {
    return new Books("jdbc:sqlite:" + folder.resolve("shop.db"), "shop.db");
  }

  static Books postgres(String url) {
    return new Books(url, url);
  }

  Set<Integer> orders() throws SQLException {
    return numbers("select number from orders");
  }

  /** The orders that the recorded events tell of. */
  Set<Integer> events() throws SQLException {
    return numbers("select replace(subject, 'order-', '') from hooks_events");
  }

  /** The orders that a delivery was recorded for. */
  Set<Integer> deliveries() throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      connection.setAutoCommit(false);
      DeliveryInspector inspector = new DeliveryInspector(dialect(), connection);
      DeliveryInspector.Part part = inspector.behind(-1, 1_000);
      add(numbers, part);
      while (part.more()) {
        part = inspector.behind(part.end(), 1_000);
        add(numbers, part);
      }
    }
    return eachOnce(numbers);
  }

  private static void add(List<Integer> numbers, DeliveryInspector.Part part) {
    for (DeliveryInspector.Inspected one : part.deliveries()) {
      String subject = one.entry().delivery().subject();
      numbers.add(Integer.parseInt(subject.replace("order-", "")));
    }
  }

  private Dialect dialect() {
    TableNames names = TableNames.prefixed(TableNames.DEFAULT_PREFIX);
    return onSqlite() ? new SqliteDialect(names) : new PostgresDialect(names);
  }

  private boolean onSqlite() {
    return jdbcUrl.startsWith("jdbc:sqlite:");
  }

  /** Makes each insert into this table take for ever. */
  void stall(String table) throws SQLException {
    if (onSqlite()) {
      execute(
          """
          create trigger stall_%1$s before insert on %1$s begin
            select max(x) from (with recursive c(x) as (select 1 union all select x + 1 from c)
              select x from c limit 100000000000);
          end
          """
              .formatted(table));
    } else {
      execute(
          """
          create or replace function stall() returns trigger language plpgsql as
            $$ begin perform pg_sleep(1000); return new; end $$
          """);
      execute(
          "create trigger stall_%1$s before insert on %1$s for each row execute function stall()"
              .formatted(table));
    }
  }

  void goOn(String table) throws SQLException {
    execute("drop trigger stall_" + table + (onSqlite() ? "" : " on " + table));
  }

  /** Whether the shop stands in the middle of a transaction that has written. */
  boolean inTransaction() throws SQLException {
    if (!onSqlite()) {
      return !numbers(
              "select 1 from pg_stat_activity where wait_event = 'PgSleep' and state = 'active'")
          .isEmpty();
    }
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        var statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 0");
      statement.execute("begin immediate");
      statement.execute("rollback");
      return false;
    } catch (SQLException busy) {
      if (busy.getErrorCode() != 5) {
        throw busy;
      }
      return true;
    }
  }

  private Set<Integer> numbers(String sql) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        numbers.add(Integer.parseInt(row.getString(1)));
      }
    }
    return eachOnce(numbers);
  }

  private static Set<Integer> eachOnce(List<Integer> numbers) {
    Set<Integer> each = new TreeSet<>(numbers);
    if (each.size() != numbers.size()) {
      throw new AssertionError("some come twice: " + numbers);
    }
    return each;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
