package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Gives pages of the file that hold nothing any more back to the file system: a few at once, since
 * the one writer moves others to where they were. Some are left for what is written next. A file
 * that was made without {@code auto_vacuum} keeps its size; what is free in it is used again.
 */
final class FreePages {

  private static final int INCREMENTAL = 2;

  /** About as many as are moved in some ten milliseconds. */
  private static final int AT_ONCE = 128;

  /** The free pages that stay. */
  private static final int LEFT = 512;

  /** And so large a part of the file: the log shrinks and grows a little all the time. */
  private static final int LEFT_PARTS = 8;

  private final Database database;

  FreePages(Database database) {
    this.database = database;
  }

  /** Gives some back; whether there are more. */
  boolean giveBack() {
    if (database.read(FreePages::surplus) < AT_ONCE) {
      return false;
    }
    return database.write(
        connection -> {
          give(connection);
          return surplus(connection) >= AT_ONCE;
        });
  }

  private static long surplus(Connection connection) throws SQLException {
    if (Sql.number(connection, "pragma auto_vacuum") != INCREMENTAL) {
      return 0;
    }
    long pages = Sql.number(connection, "pragma page_count");
    return Sql.number(connection, "pragma freelist_count") - LEFT - pages / LEFT_PARTS;
  }

  /** Not prepared: each step of such a statement gives one page back, this makes all of them. */
  private static void give(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("pragma incremental_vacuum(" + AT_ONCE + ")");
    }
  }
}
