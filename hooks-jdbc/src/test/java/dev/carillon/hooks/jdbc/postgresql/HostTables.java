package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of another program in the same database. They have the names that the store's would
 * have without a prefix.
 */
record HostTables(HikariDataSource pool) {

  private static final List<String> NAMES =
      List.of("events", "nodes", "attempts", "webhooks", "flyway_schema_history");

  /** Makes them, each with a row. */
  void make() {
    StringBuilder all = new StringBuilder();
    for (String name : NAMES) {
      all.append("create table %1$s (id integer primary key, note text);".formatted(name))
          .append("insert into %1$s values (1, 'of the host');".formatted(name));
    }
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(all.toString());
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Everything of that program: how it finds its tables, which there are, and their rows. */
  List<String> state() {
    List<String> state = new ArrayList<>();
    try (Connection connection = pool.getConnection()) {
      add(state, connection, "show search_path");
      add(
          state,
          connection,
          "select relname from pg_class where relnamespace = 'public'::regnamespace order by 1");
      for (String name : NAMES) {
        add(state, connection, "select id || note from public.%s order by id".formatted(name));
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return state;
  }

  private static void add(List<String> state, Connection connection, String sql)
      throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        state.add(rows.getString(1));
      }
    }
  }
}
