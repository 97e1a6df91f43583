package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Changes sums to which all nodes add, one node at a time: what one adds is not lost to another
 * one, and no two wait for rows of each other.
 */
public final class SumLock {

  /** Any number that nothing else in the database locks. */
  private static final long KEY = 0x776562686f6f6b73L;

  private SumLock() {}

  /** Runs the work in a transaction that has the sums alone. */
  public static <T> T write(Database database, DatabaseWork<T> work) {
    return database.write(
        LockOrder.SUMS,
        connection -> {
          take(connection, database.dialect());
          return work.in(connection);
        });
  }

  private static void take(Connection connection, Dialect dialect) throws SQLException {
    if (dialect.shared()) {
      Sql.any(connection, "select pg_advisory_xact_lock(?)", KEY);
    }
  }
}
