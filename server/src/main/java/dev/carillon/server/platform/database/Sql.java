package dev.carillon.server.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Runs one statement with its parameters. */
public final class Sql {

  private Sql() {}

  /** Writes; how many rows that were. */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** All rows. */
  public static <T> List<T> list(Connection connection, String sql, Row<T> row, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row.read(rows));
      }
      return all;
    }
  }

  /** The first row. */
  public static <T> Optional<T> first(
      Connection connection, String sql, Row<T> row, Object... values) throws SQLException {
    return list(connection, sql, row, values).stream().findFirst();
  }

  /** Whether there is any row. */
  public static boolean any(Connection connection, String sql, Object... values)
      throws SQLException {
    return first(connection, sql, row -> true, values).isPresent();
  }

  /** {@code ?, ?, ?}: as many as there are values. */
  public static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /**
   * Reads one row.
   *
   * @param <T> what a row holds
   */
  @FunctionalInterface
  public interface Row<T> {
    /** What the row at the cursor holds. */
    T read(ResultSet row) throws SQLException;
  }
}
