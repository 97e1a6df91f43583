package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The nodes whose search indexes follow the {@link IndexLog}, where several share a database. A
 * node that was not seen for a day does not keep the log from forgetting removals: when it is back,
 * it builds its index anew. A node that is started again is another one, and its old row stays for
 * a day, so that a short stop costs no index.
 */
final class IndexFollowers {

  private static final Duration WAITED_FOR = Duration.ofDays(1);

  private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private static final String SAY =
      "insert into index_followers (epoch, applied, seen_at) values (?, ?, "
          + NOW
          + ") on conflict (epoch) do update"
          + " set applied = excluded.applied, seen_at = excluded.seen_at";

  private IndexFollowers() {}

  /** A node says how far its index is on disk. */
  static void say(Connection connection, long epoch, long applied) throws SQLException {
    Sql.update(connection, SAY, epoch, applied);
  }

  /**
   * A node begins to follow the log, and nothing behind this number is forgotten from now on.
   *
   * @return what the log holds
   */
  static IndexLog.Reach join(Connection connection, long epoch, long applied) throws SQLException {
    say(connection, epoch, applied);
    Sql.any(connection, "select 1 from index_sequence for update");
    return IndexLog.reach(connection);
  }

  /** How far the index is that is furthest behind, of those that are waited for. */
  static long least(Connection connection, long own) throws SQLException {
    if (!Sql.any(connection, "select 1 from index_followers limit 1")) {
      return own;
    }
    Sql.update(
        connection,
        "delete from index_followers where seen_at < " + NOW + " - ?",
        WAITED_FOR.toMillis());
    return Sql.number(connection, "select coalesce(min(applied), ?) from index_followers", own);
  }
}
