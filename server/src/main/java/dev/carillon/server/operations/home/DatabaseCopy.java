package dev.carillon.server.operations.home;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

  public static void make(Path database, Path copy) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      try (var busy = connection.createStatement()) {
        busy.execute(BUSY);
      }
      try (PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
        vacuum.setString(1, copy.toString());
        vacuum.execute();
      }
    }
  }

  /**
   * Says whether the database is sound.
   *
   * @throws SQLException where it is not
   */
  public static void check(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement();
        ResultSet result = statement.executeQuery("pragma integrity_check(1)")) {
      if (!result.next() || !result.getString(1).equals("ok")) {
        throw new SQLException("the database is damaged: " + result.getString(1));
      }
    }
  }

  /** The names of triggers and views, of which our databases have none. */
  public static List<String> active(Path database) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select name from sqlite_schema where type in ('trigger', 'view')")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** Gives the SHA-256 of each file that the database refers to. */
  public static void eachFile(Path database, Consumer<String> each) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FILES)) {
      while (rows.next()) {
        each.accept(rows.getString(1));
      }
    }
  }
}
