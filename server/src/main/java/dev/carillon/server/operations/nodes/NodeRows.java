package dev.carillon.server.operations.nodes;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of nodes in a database that several may share. */
final class NodeRows {

  /** Of more nodes the latest are listed. */
  private static final int LISTED_MAX = 100;

  /** More pending deliveries are not counted. */
  static final int BACKLOG_MAX = 100_000;

  private static final Duration KEPT = Duration.ofDays(1);

  private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private static final String SAY =
      "insert into server_nodes (epoch, name, address, version, started_at, seen_at,"
          + " index_behind, clock_ahead, in_flight) values (?, ?, ?, ?, ?, "
          + NOW
          + ", ?, ?, ?) on conflict (epoch) do update set seen_at = excluded.seen_at,"
          + " index_behind = excluded.index_behind, clock_ahead = excluded.clock_ahead,"
          + " in_flight = excluded.in_flight returning drain_at";

  private static final String LIST =
      """
      select n.epoch, n.name, n.lease_until, n.taken_over_at is not null as taken,
        n.lease_until > clock_timestamp() as alive,
        s.address, s.version, s.started_at, s.seen_at, s.index_behind, s.clock_ahead,
        s.in_flight, s.drain_at, coalesce(p.pending, 0) as backlog
      from nodes n
      left join server_nodes s on s.epoch = n.epoch
      left join (
        select owner, count(*) as pending
        from (select owner from deliveries where state = 0 limit ?) as counted
        group by owner) p on p.owner = n.epoch
      order by n.epoch desc limit ?
      """;

  private static final String DRAIN =
      "update server_nodes s set drain_at = "
          + NOW
          + ", drained_by = ? from nodes n where s.epoch = ? and n.epoch = s.epoch"
          + " and n.taken_over_at is null and n.lease_until > clock_timestamp()"
          + " returning n.name";

  private NodeRows() {}

  /**
   * A node reports.
   *
   * @return whether it was asked to end
   */
  static boolean say(Connection connection, long epoch, ServerNode.Self self, NodeReport report)
      throws SQLException {
    Instant started = self.startedAt();
    return Sql.first(
            connection,
            SAY,
            Sql.NUMBER,
            epoch,
            self.name(),
            self.address(),
            self.version(),
            started == null ? 0 : started.toEpochMilli(),
            report.indexBehind(),
            report.clockAhead().toMillis(),
            report.inFlight())
        .filter(drainAt -> drainAt > 0)
        .isPresent();
  }

  /** Who asked a node to end. */
  static String drainedBy(Connection connection, long epoch) throws SQLException {
    return Sql.first(
            connection,
            "select drained_by from server_nodes where epoch = ?",
            row -> row.getString(1),
            epoch)
        .orElse("");
  }

  /** The nodes, the latest first. */
  static List<ServerNode> list(Connection connection) throws SQLException {
    return Sql.list(connection, LIST, NodeRows::node, BACKLOG_MAX, LISTED_MAX);
  }

  /** Asks a live node to end; its name, or empty where there is none. */
  static Optional<String> drain(Connection connection, long epoch, String by) throws SQLException {
    return Sql.first(connection, DRAIN, row -> row.getString(1), by, epoch);
  }

  /** Forgets what nodes said that are long gone. */
  static int sweep(Connection connection) throws SQLException {
    return Sql.update(
        connection, "delete from server_nodes where seen_at < " + NOW + " - ?", KEPT.toMillis());
  }

  private static ServerNode node(ResultSet row) throws SQLException {
    return new ServerNode(
        row.getLong("epoch"),
        new ServerNode.Self(
            row.getString("name"),
            text(row, "address"),
            text(row, "version"),
            millis(row, "started_at")),
        state(row),
        row.getObject("lease_until", OffsetDateTime.class).toInstant(),
        millis(row, "seen_at"),
        new NodeReport(
            row.getLong("index_behind"),
            Duration.ofMillis(row.getLong("clock_ahead")),
            row.getInt("in_flight")),
        row.getLong("backlog"));
  }

  private static NodeState state(ResultSet row) throws SQLException {
    if (row.getBoolean("taken")) {
      return NodeState.TAKEN_OVER;
    }
    if (!row.getBoolean("alive")) {
      return NodeState.ENDED;
    }
    return row.getLong("drain_at") > 0 ? NodeState.LEAVING : NodeState.LIVE;
  }

  private static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static @Nullable Instant millis(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }
}
