package dev.carillon.server.asset.history;

import dev.carillon.server.change.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of the log. All methods work in the caller's transaction. */
public final class UsageStore {

  private UsageStore() {}

  /** Adds one row. */
  public static void append(Connection connection, Usage usage) throws SQLException {
    Sql.update(
        connection,
        """
        insert into usage_log (id, logged_at, username, remote_addr, action, asset_id, asset_path,
          asset_type, asset_domain, source_id, source_path, version, changed, details)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        usage.id(),
        usage.at(),
        usage.actor().user(),
        usage.actor().address(),
        usage.action(),
        usage.subject().id(),
        usage.subject().path(),
        usage.subject().type(),
        usage.subject().domain(),
        usage.source().id(),
        usage.source().path(),
        usage.version(),
        usage.changed(),
        usage.details());
  }

  /** Removes rows from before this time, the oldest first, but not more than so many; how many. */
  static int sweep(Connection connection, long before, int limit) throws SQLException {
    return Sql.update(
        connection,
        """
        delete from usage_log where sequence in
          (select sequence from usage_log where logged_at < ? order by logged_at limit ?)
        """,
        before,
        limit);
  }

  /** How many rows there are for an asset. */
  static long count(Connection connection, String assetId, Actions actions) throws SQLException {
    return Sql.first(
            connection,
            "select count(*) from usage_log where asset_id = ?" + condition(actions),
            row -> row.getLong(1),
            values(assetId, actions).toArray())
        .orElse(0L);
  }

  /** A page of an asset's rows, newest first. */
  static List<Usage> page(
      Connection connection, String assetId, Actions actions, int start, int num)
      throws SQLException {
    List<Object> values = values(assetId, actions);
    values.add(num);
    values.add(start);
    return Sql.list(
        connection,
        """
        select id, logged_at, username, remote_addr, action, asset_id, asset_path, asset_type,
          asset_domain, source_id, source_path, version, changed, details
        from usage_log where asset_id = ?"""
            + condition(actions)
            + " order by sequence desc limit ? offset ?",
        UsageStore::usage,
        values.toArray());
  }

  private static String condition(Actions actions) {
    return switch (actions) {
      case Actions.All() -> "";
      case Actions.Only(List<String> names) -> " and action in (" + Sql.marks(names.size()) + ")";
      case Actions.Without(List<String> names) ->
          " and action not in (" + Sql.marks(names.size()) + ")";
    };
  }

  private static List<Object> values(String assetId, Actions actions) {
    List<Object> values = new ArrayList<>(List.of(assetId));
    values.addAll(actions.names());
    return values;
  }

  private static Usage usage(ResultSet row) throws SQLException {
    return new Usage(
        row.getString("id"),
        row.getLong("logged_at"),
        new Actor(row.getString("username"), row.getString("remote_addr")),
        row.getString("action"),
        new Usage.Subject(
            row.getString("asset_id"),
            row.getString("asset_path"),
            row.getString("asset_type"),
            row.getString("asset_domain")),
        new Usage.Source(row.getString("source_id"), row.getString("source_path")),
        row.getLong("version"),
        row.getString("changed"),
        row.getString("details"));
  }
}
