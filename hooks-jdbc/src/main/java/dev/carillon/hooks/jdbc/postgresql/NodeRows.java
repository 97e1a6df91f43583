package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The rows that say which node may send. All times in them are the database's. */
final class NodeRows {

  private static final String ONE_AT_A_TIME = "lock table nodes in exclusive mode";
  private static final String LIVE =
      """
      select name, to_char(lease_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until
      from nodes where taken_over_at is null and lease_until > clock_timestamp() limit 1
      """;
  private static final String TAKE_OVER =
      "update nodes set taken_over_at = clock_timestamp() where taken_over_at is null";
  private static final String ENTER =
      """
      insert into nodes (name, lease_until)
      values (?, clock_timestamp() + ? * interval '1 millisecond') returning epoch
      """;
  private static final String ALONE = "select pg_advisory_xact_lock(4922513)";

  /** Waits for what those nodes are writing, which keep their rows until it is committed. */
  private static final String WAIT =
      "select 1 from nodes where taken_over_at is null order by epoch for update";

  private static final String ENTERED =
      "select 1 from nodes where epoch = ? and taken_over_at is null";
  private static final String RENEW =
      """
      update nodes set lease_until = clock_timestamp() + ? * interval '1 millisecond'
      where epoch = ? and taken_over_at is null
      """;
  private static final String RELEASE =
      "update nodes set lease_until = clock_timestamp() where epoch = ? and taken_over_at is null";
  private static final String TAKEN = "select 1 from nodes where taken_over_at is not null limit 1";

  /** Long enough for what a dead node had begun to write to be there or never. */
  private static final String FORGET =
      "delete from nodes where taken_over_at < clock_timestamp() - interval '10 minutes'";

  private NodeRows() {}

  /** Enters a node and takes over all that are dead; its epoch. */
  static long enter(Connection connection, Node node) throws SQLException {
    Sql.update(connection, ONE_AT_A_TIME);
    refuseLive(connection);
    Sql.update(connection, TAKE_OVER);
    return Sql.number(connection, ENTER, node.name(), node.lease().toMillis());
  }

  private static void refuseLive(Connection connection) throws SQLException {
    Optional<String> live =
        Sql.first(
            connection,
            LIVE,
            row -> row.getString("name") + ", whose lease lasts until " + row.getString("until"));
    if (live.isPresent()) {
      throw new HooksException(Code.STORE_LOCKED, "the database is in use by node " + live.get());
    }
  }

  /**
   * The same where each transaction that records or settles keeps its node's row: a dead one's are
   * over before it is marked.
   */
  static long enterAlone(Connection connection, Node node) throws SQLException {
    Sql.any(connection, ALONE);
    refuseLive(connection);
    Sql.any(connection, WAIT);
    // one may have been renewed while this waited
    refuseLive(connection);
    Sql.update(connection, TAKE_OVER);
    return Sql.number(connection, ENTER, node.name(), node.lease().toMillis());
  }

  /** Whether a node may still send; then it is not taken over before the transaction ends. */
  static boolean holds(Connection connection, long epoch) throws SQLException {
    return Sql.any(connection, ENTERED + " for key share", epoch);
  }

  /** Refuses a node that was taken over, whether or not its row is still there. */
  static void check(Connection connection, long epoch) throws SQLException {
    if (!Sql.any(connection, ENTERED, epoch)) {
      throw new HooksException(
          Code.STORE_LOCKED, "another node has taken over from this node; restart this node");
    }
  }

  /** Whether the node still may send. */
  static boolean renew(Connection connection, long epoch, Duration lease) throws SQLException {
    return Sql.update(connection, RENEW, lease.toMillis(), epoch) == 1;
  }

  static boolean release(Connection connection, long epoch) throws SQLException {
    return Sql.update(connection, RELEASE, epoch) == 1;
  }

  /** Whether there are nodes that were taken over lately. */
  static boolean anyTaken(Connection connection) throws SQLException {
    return Sql.any(connection, TAKEN);
  }

  static int forgetLongTaken(Connection connection, long epoch) throws SQLException {
    check(connection, epoch);
    return Sql.update(connection, FORGET);
  }
}
