package dev.carillon.server.operations.nodes;

import dev.carillon.hooks.jdbc.Sql;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of nodes in a database that several may share. */
final class ServerNodeRows {

  /** Of more nodes the latest are listed. */
  private static final int LISTED_MAX = 100;

  /** More pending deliveries are not counted. */
  static final int BACKLOG_MAX = 100_000;

  private static final Duration KEPT = Duration.ofDays(1);

  private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private static final String SAY =
      "insert into server_nodes (epoch, name, address, version, started_at, seen_at,"
          + " index_behind, clock_ahead, in_flight, schema_number, sockets) values (?, ?, ?, ?, ?, "
          + NOW
          + ", ?, ?, ?, ?, ?) on conflict (epoch) do update set seen_at = excluded.seen_at,"
          + " index_behind = excluded.index_behind, clock_ahead = excluded.clock_ahead,"
          + " in_flight = excluded.in_flight, sockets = excluded.sockets returning drain_at";

  private static final String LIST =
      """
      select n.epoch, n.name, n.lease_until, n.taken_over_at is not null as taken,
        n.lease_until > clock_timestamp() as alive,
        s.address, s.version, s.schema_number, s.started_at, s.seen_at, s.index_behind, s.clock_ahead,
        s.in_flight, s.drain_at, coalesce(p.pending, 0) as backlog
      from nodes n
      left join server_nodes s on s.epoch = n.epoch
      left join (
        select owner, count(*) as pending
        from (select owner from deliveries where state = 0 limit ?) as counted
        group by owner) p on p.owner = n.epoch
      order by n.epoch desc limit ?
      """;

  /** The first who asks is remembered. */
  private static final String DRAIN =
      "update server_nodes set drain_at = "
          + NOW
          + ", drained_by = ? where epoch = ?"
          + " and drain_at = 0";

  /** So that of two nodes that are asked at the same moment, the second is known to be the last. */
  private static final String LOCK = "select epoch from server_nodes order by epoch for update";

  private ServerNodeRows() {}

  /**
   * A node reports.
   *
   * @param sockets where it listens
   * @return whether it was asked to end
   */
  static boolean say(
      Connection connection,
      long epoch,
      ServerNode.Self self,
      NodeReport report,
      Set<InetSocketAddress> sockets)
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
            report.inFlight(),
            self.schemaNumber(),
            NodeSockets.text(sockets))
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
    return Sql.list(connection, LIST, ServerNodeRows::node, BACKLOG_MAX, LISTED_MAX);
  }

  /** The nodes, as they stay until this transaction ends but for their leases. */
  static List<ServerNode> locked(Connection connection) throws SQLException {
    Sql.list(connection, LOCK, Sql.NUMBER);
    return list(connection);
  }

  /** A node is to end, if it has reported. */
  static void drain(Connection connection, long epoch, String by) throws SQLException {
    Sql.update(connection, DRAIN, by, epoch);
  }

  /** Forgets what nodes said that are long gone. */
  static int purge(Connection connection) throws SQLException {
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
            row.getInt("schema_number"),
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
