package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

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
   * The rows of assets in the trash by their ids, and then those of their relations there by
   * theirs. Who takes rows of several assets takes all at once, before any other, so that two who
   * take them cannot wait for each other.
   */
  static void trashed(Connection connection, List<String> ids) throws SQLException {
    take(
        connection,
        "select 1 from trash where asset_id in (%s) order by asset_id for update"
            .formatted(Sql.marks(ids.size())),
        ids.toArray());
    trashedRelations(connection, ids);
  }

  /** The rows of the relations in the trash of assets whose own rows are taken already. */
  static void trashedRelations(Connection connection, List<String> ids) throws SQLException {
    take(
        connection,
        """
        select 1 from trash_relations where target1_id in (%1$s) or target2_id in (%1$s)
        order by id for update
        """
            .formatted(Sql.marks(ids.size())),
        Collections.nCopies(2, ids).stream().flatMap(List::stream).toArray());
  }

  private static void take(Connection connection, String sql, Object... values)
      throws SQLException {
    if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      Sql.each(connection, sql, row -> {}, values);
    }
  }
}
