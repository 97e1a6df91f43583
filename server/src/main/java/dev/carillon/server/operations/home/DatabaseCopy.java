package dev.carillon.server.operations.home;

import dev.carillon.hooks.jdbc.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies an SQLite database as it is at one moment. A server may be at work on it: it is only read
 * (WAL lets readers in), and {@code vacuum into} writes a whole new file.
 */
public final class DatabaseCopy {

  private static final String BUSY = "pragma busy_timeout = 10000";
  private static final String FILES =
      "select blob from assets where blob <> '' union select blob from asset_versions";

  private DatabaseCopy() {}

  /** Copies the database into a new file. */
  public static void make(Path database, Path copy) throws SQLException {
    try (Connection connection = open(database)) {
      try (Statement busy = connection.createStatement()) {
        busy.execute(BUSY);
      }
      try (PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
        vacuum.setString(1, copy.toString());
        vacuum.execute();
      }
    }
  }

  private static Connection open(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }

  /**
   * Says whether the database is sound.
   *
   * @throws SQLException where it is not
   */
  public static void check(Path database) throws SQLException {
    try (Connection connection = open(database)) {
      String found =
          Sql.first(connection, "pragma integrity_check(1)", row -> row.getString(1)).orElse("");
      if (!found.equals("ok")) {
        throw new SQLException("the database is damaged: " + found);
      }
    }
  }

  /** The names of triggers and views, of which our databases have none. */
  public static List<String> active(Path database) throws SQLException {
    try (Connection connection = open(database)) {
      return Sql.list(
          connection,
          "select name from sqlite_schema where type in ('trigger', 'view')",
          row -> row.getString(1));
    }
  }

  /** Gives the SHA-256 of each file that the database refers to. */
  public static void eachFile(Path database, Consumer<String> each) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FILES)) {
      while (rows.next()) {
        each.accept(rows.getString(1));
      }
    }
  }
}
