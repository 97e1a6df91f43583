package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rows that say which node may send. All times in them are the database's. */
final class NodeRows {

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

  /** Whoever hangs in a transaction is ended by then. */
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(2);

  private static final String PATIENCE = "select set_config('lock_timeout', ?, true)";
  private static final String BEFORE =
      "select name from nodes where taken_over_at is null order by epoch";
  private static final String LOCKED = "55P03";
  private static final String ALONE = "select pg_advisory_xact_lock(4922513)";

  /** Waits for what those nodes are writing, which keep their rows until it is committed. */
  private static final String WAIT =
      "select 1 from nodes where taken_over_at is null order by epoch for update";

  /** A node that may still send. */
  private static final String ENTERED = "from nodes where epoch = %d and taken_over_at is null";

  /**
   * It keeps the row until the transaction ends. Should this process hang in the middle of it, the
   * database ends it, so that another one can take over.
   */
  private static final String HELD =
      " and set_config('idle_in_transaction_session_timeout', '%d', true) is not null"
          + " for key share";

  /** The node knows of all rows that others gave to what it has open. */
  private static final String KNOWS = " and not given_rows";

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
   * Enters a node and takes over all that are dead; its epoch. Each transaction that records or
   * settles keeps its node's row: a dead one's are over before it is marked.
   */
  static long enter(Connection connection, Node node) throws SQLException {
    List<String> before = Sql.list(connection, BEFORE, row -> row.getString(1));
    Sql.any(connection, PATIENCE, node.lease().plus(BEYOND_LEASE).toMillis() + "ms");
    try {
      Sql.any(connection, ALONE);
      refuseLive(connection);
      Sql.any(connection, WAIT);
    } catch (SQLException failure) {
      if (LOCKED.equals(failure.getSQLState())) {
        throw new HooksException(
            Code.STORE_LOCKED,
            "the database is in use by node "
                + String.join(", ", before)
                + ", whose transaction does not end: end its process, or its connections in"
                + " pg_stat_activity",
            failure);
      }
      throw failure;
    }
    // one may have been renewed while this waited
    refuseLive(connection);
    Sql.update(connection, TAKE_OVER);
    return Sql.number(connection, ENTER, node.name(), node.lease().toMillis());
  }

  /** The node's row where it may still send; then it is not taken over meanwhile. */
  static String fence(long epoch, Duration lease) {
    return ENTERED.formatted(epoch) + HELD.formatted(lease.toMillis());
  }

  /** The same where it also knows of all rows that others gave to what it has open. */
  static String settlingFence(long epoch, Duration lease) {
    return ENTERED.formatted(epoch) + KNOWS + HELD.formatted(lease.toMillis());
  }

  /** The same for a transaction that may be open for long and must not hinder a take-over. */
  static String fenceWithoutLock(long epoch) {
    return ENTERED.formatted(epoch);
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

  static int forgetLongTaken(Connection connection) throws SQLException {
    return Sql.update(connection, FORGET);
  }
}
