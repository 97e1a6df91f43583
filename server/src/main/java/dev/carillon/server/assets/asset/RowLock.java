package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Rows that a transaction has alone until it ends. SQLite has one writer and needs nothing, so this
 * locks on PostgreSQL only: what another transaction writes at the same moment is seen afterwards,
 * as a relation that is just made with an asset that is being removed.
 */
final class RowLock {

  private RowLock() {}

  /** The row of an asset: no relation to it is made, and no comment on it. */
  static void asset(Connection connection, String id) throws SQLException {
    take(connection, "select 1 from assets where id = ? for update", id);
  }

  /**
   * The rows of an asset's relations in the trash, in one order everywhere, so that two who take
   * them cannot wait for each other.
   */
  static void trashedRelations(Connection connection, String id) throws SQLException {
    take(
        connection,
        """
        select 1 from trash_relations where target1_id = ? or target2_id = ?
        order by id for update
        """,
        id,
        id);
  }

  private static void take(Connection connection, String sql, Object... values)
      throws SQLException {
    if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      Sql.each(connection, sql, row -> {}, values);
    }
  }
}
