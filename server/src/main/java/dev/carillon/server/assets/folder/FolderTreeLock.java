package dev.carillon.server.assets.folder;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps the tree whole while a transaction places assets or changes folders. SQLite has one writer
 * and needs nothing, so this locks on PostgreSQL only: its transactions run side by side and would
 * let an asset enter a folder that another one is just removing.
 */
public final class FolderTreeLock {

  /** Any number that nothing else in the database locks. */
  private static final long KEY = 0x7472656570617468L;

  private FolderTreeLock() {}

  /** No other transaction changes folders until this one ends; others may place assets too. */
  public static void placing(Connection connection) throws SQLException {
    take(connection, "select pg_advisory_xact_lock_shared(?)");
  }

  /** No other transaction changes folders or places assets until this one ends. */
  public static void changing(Connection connection) throws SQLException {
    take(connection, "select pg_advisory_xact_lock(?)");
  }

  private static void take(Connection connection, String sql) throws SQLException {
    if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      Sql.any(connection, sql, KEY);
    }
  }
}
