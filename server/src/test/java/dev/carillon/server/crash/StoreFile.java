package dev.carillon.server.crash;

import dev.carillon.server.invariant.Stored;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks into a server's database, whether it runs or not, and changes nothing there. */
record StoreFile(Path home) {

  /** Deliveries that are not settled. */
  List<String> pending() throws SQLException {
    return stored().ids(State.PENDING);
  }

  /** Deliveries that are to be sent once more, and were not yet. */
  List<String> redeliveries() throws SQLException {
    return deliveries().stream()
        .filter(each -> !each.redeliveries().waitingSince().equals(Instant.MAX))
        .map(Stored::id)
        .toList();
  }

  List<String> assets() throws SQLException {
    return texts("select id from assets");
  }

  /** All deliveries, and where they lie. */
  StoredDeliveries stored() throws SQLException {
    return StoredDeliveries.in(url());
  }

  /** All deliveries, and what became of the wishes to send them once more. */
  List<Stored> deliveries() throws SQLException {
    try (Connection connection = open()) {
      return Stored.in(connection);
    }
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

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url());
  }

  String url() {
    return "jdbc:sqlite:file:" + path() + "?mode=ro";
  }

  private <T> List<T> rows(String sql, Read<T> read) throws SQLException {
    try (Connection connection = open();
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
