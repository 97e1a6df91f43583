package dev.carillon.samples.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks into the shop's database from outside, as whoever checks the books does. */
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
    return numbers("select replace(subject, 'order-', '') from events");
  }

  /** The orders that a delivery was recorded for. */
  Set<Integer> deliveries() throws SQLException {
    return numbers(
        """
        select replace(e.subject, 'order-', '') from deliveries d
        join events e on d.event = e.sequence
        """);
  }

  /** Makes each insert into this table take for ever. */
  void stall(String table) throws SQLException {
    if (jdbcUrl.startsWith("jdbc:sqlite:")) {
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
    execute(
        "drop trigger stall_" + table + (jdbcUrl.startsWith("jdbc:sqlite:") ? "" : " on " + table));
  }

  /** Whether the shop stands in the middle of a transaction that has written. */
  boolean inTransaction() throws SQLException {
    if (!jdbcUrl.startsWith("jdbc:sqlite:")) {
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
