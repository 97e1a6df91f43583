package dev.carillon.server.crash;

import dev.carillon.server.invariant.Stored;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Looks into a server's database, whether it runs or not, and changes nothing there. */
record StoreFile(Path home) {

  private static final String DELIVERIES =
      """
      select d.id, d.attempts,
        case d.state when 0 then 'PENDING' when 1 then 'DELIVERED' when 2 then 'EXHAUSTED'
          when 3 then 'CANCELLED' else 'MISSED' end as state,
        case when d.state = 0 and w.disabled_at is null and w.removed_at is null
          then d.due_at end as waiting_since
      from deliveries d join webhooks w on w.key = d.webhook
      """;

  /** Deliveries that are not settled. */
  List<String> pending() throws SQLException {
    return texts("select id from deliveries where state = 0");
  }

  List<String> assets() throws SQLException {
    return texts("select id from assets");
  }

  /** All deliveries. */
  List<Stored> deliveries() throws SQLException {
    return rows(DELIVERIES, StoreFile::stored);
  }

  /** The one number that this asks for. */
  long number(String sql) throws SQLException {
    return rows(sql, row -> row.getLong(1)).getFirst();
  }

  /** The texts that this asks for. */
  List<String> texts(String sql) throws SQLException {
    return rows(sql, row -> row.getString(1));
  }

  Path path() {
    return home.resolve("data").resolve("carillon.db");
  }

  private static Stored stored(ResultSet row) throws SQLException {
    long micros = row.getLong("waiting_since");
    Instant since = row.wasNull() ? Instant.MAX : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return new Stored(
        row.getString("id"),
        Stored.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        since);
  }

  private <T> List<T> rows(String sql, Read<T> read) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + path() + "?mode=ro");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(read.from(rows));
      }
      return all;
    }
  }

  /** Reads one row. */
  @FunctionalInterface
  private interface Read<T> {
    T from(ResultSet row) throws SQLException;
  }
}
