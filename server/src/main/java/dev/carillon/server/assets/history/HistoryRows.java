package dev.carillon.server.assets.history;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.HistoryEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of the log, as they are read and removed. All methods work in the caller's transaction.
 */
public final class HistoryRows {

  /** A driver that would read all rows at once reads so many. */
  private static final int FETCHED = 8;

  private HistoryRows() {}

  /** Removes rows from before this time, the oldest first, but not more than so many; how many. */
  public static int sweep(Connection connection, long before, int limit) throws SQLException {
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
  public static long count(Connection connection, String assetId, HistoryActions actions)
      throws SQLException {
    return Sql.number(
        connection,
        "select count(*) from usage_log where asset_id = ?" + actions.condition(),
        values(assetId, actions).toArray());
  }

  /** The sequence numbers of a page of an asset's rows, newest first. */
  public static List<Long> page(
      Connection connection, String assetId, HistoryActions actions, int start, int num)
      throws SQLException {
    List<Object> values = values(assetId, actions);
    values.add(num);
    values.add(start);
    return Sql.list(
        connection,
        "select sequence from usage_log where asset_id = ?"
            + actions.condition()
            + " order by sequence desc limit ? offset ?",
        Sql.NUMBER,
        values.toArray());
  }

  /**
   * The rows that are there, newest first; empty where they are longer than that in all, of more
   * than one.
   */
  public static Optional<List<HistoryEntry>> rows(
      Connection connection, List<Long> sequences, long charsMax) throws SQLException {
    List<HistoryEntry> found = new ArrayList<>();
    long chars = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select id, logged_at, username, remote_addr, action, asset_id, asset_path, asset_type,
              asset_domain, source_id, source_path, version, changed, details
            from usage_log where sequence in (\
            """
                + Sql.marks(sequences.size())
                + ") order by sequence desc")) {
      select.setFetchSize(FETCHED);
      for (int i = 0; i < sequences.size(); i++) {
        select.setLong(i + 1, sequences.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          HistoryEntry usage = usage(rows);
          found.add(usage);
          chars += usage.changed().length() + usage.details().length();
          if (chars > charsMax && sequences.size() > 1) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(found);
  }

  private static List<Object> values(String assetId, HistoryActions actions) {
    List<Object> values = new ArrayList<>(List.of(assetId));
    values.addAll(actions.names());
    return values;
  }

  private static HistoryEntry usage(ResultSet row) throws SQLException {
    return new HistoryEntry(
        row.getString("id"),
        row.getLong("logged_at"),
        new Actor(row.getString("username"), row.getString("remote_addr")),
        row.getString("action"),
        new HistoryEntry.Subject(
            row.getString("asset_id"),
            row.getString("asset_path"),
            row.getString("asset_type"),
            row.getString("asset_domain")),
        new HistoryEntry.Source(row.getString("source_id"), row.getString("source_path")),
        row.getLong("version"),
        row.getString("changed"),
        row.getString("details"));
  }
}
