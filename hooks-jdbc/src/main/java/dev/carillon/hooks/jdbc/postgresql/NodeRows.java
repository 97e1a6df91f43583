package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows that say which nodes may send. All times in them are the database's. */
final class NodeRows {

  private static final String LIVE =
      """
      select name, to_char(lease_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until
      from {nodes}
      where taken_over_at is null and lease_until > clock_timestamp() and (alone or ?) limit 1
      """;
  private static final String TAKE_OVER =
      "update {nodes} set taken_over_at = clock_timestamp() where taken_over_at is null";
  private static final String ENTER =
      """
      insert into {nodes} (name, lease_until, alone)
      values (?, clock_timestamp() + ? * interval '1 millisecond', ?) returning epoch
      """;

  /** A process that hangs in a transaction is ended by then. */
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(2);

  private static final String PATIENCE = "select set_config('lock_timeout', ?, true)";
  private static final String BEFORE =
      "select name from {nodes} where taken_over_at is null order by epoch";
  private static final String LOCKED = "55P03";

  /** Epochs are given and committed one after the other, so that none comes to light late. */
  private static final String ONE_AT_A_TIME =
      "select pg_advisory_xact_lock(4922513, '{nodes}'::regclass::oid::int)";

  /** Waits for what those nodes are writing, which keep their rows until it is committed. */
  private static final String WAIT =
      "select 1 from {nodes} where taken_over_at is null order by epoch for update";

  private static final String ENDED =
      "from {nodes} where taken_over_at is null"
          + " and lease_until <= clock_timestamp() and epoch <> ?";
  private static final String ANY_ENDED = "select 1 " + ENDED + " limit 1";

  /**
   * Marks nodes whose lease has ended. A node whose last transaction still runs keeps its row
   * locked, and is left for the next time.
   */
  private static final String TAKE_ENDED =
      "with ended as (select epoch "
          + ENDED
          + " order by epoch for update skip locked)"
          + " update {nodes} n set taken_over_at = clock_timestamp() from ended e"
          + " where n.epoch = e.epoch";

  private static final String LIVE_EPOCHS =
      """
      select array_to_string(array(
          select epoch from {nodes} where taken_over_at is null order by epoch), ' '),
        (select coalesce(max(epoch), 0) from {nodes})
      """;

  /** A node that may still send. */
  private static final String ENTERED = "from {nodes} where epoch = %d and taken_over_at is null";

  /**
   * Locks the node's row until the transaction ends. If this process hangs meanwhile, the database
   * ends the transaction, so that another node can take over; sooner if the transaction or the
   * session has set a shorter limit.
   */
  private static final String HELD =
      " and set_config('idle_in_transaction_session_timeout',"
          + " case when current_setting('idle_in_transaction_session_timeout')::interval"
          + " between '1 ms' and '%1$d ms'"
          + " then current_setting('idle_in_transaction_session_timeout') else '%1$d' end, true)"
          + " is not null for key share";

  /** The node knows of all rows that others gave to what it has open. */
  private static final String KNOWS = " and not given_rows";

  private static final String CONFIRM =
      "update {nodes} set seen = ? where epoch = ? and taken_over_at is null";
  private static final String RENEW =
      """
      update {nodes} set lease_until = clock_timestamp() + ? * interval '1 millisecond'
      where epoch = ? and taken_over_at is null
      """;
  private static final String RELEASE =
      "update {nodes} set lease_until = clock_timestamp()"
          + " where epoch = ? and taken_over_at is null";
  private static final String TAKEN =
      "select 1 from {nodes} where taken_over_at is not null limit 1";

  /**
   * Long enough for what a dead node had begun to write to be there or never; what it has open has
   * rows by then, too.
   */
  private static final String FORGET =
      """
      delete from {nodes} n where n.taken_over_at < clock_timestamp() - interval '10 minutes'
        and not exists (select 1 from {marks} m where m.owner = n.epoch)
      """;

  private NodeRows() {}

  /**
   * Enters a node and takes over those that are dead; its epoch.
   *
   * @throws HooksException with {@code STORE_LOCKED} if this node or a live one wants to be alone
   */
  static long enter(Connection connection, Node node) throws SQLException {
    if (node.alone()) {
      takeOverAll(connection, node);
    } else {
      Sql.any(connection, ONE_AT_A_TIME);
      refuseLive(connection, node);
      takeOverEnded(connection, 0);
    }
    return Sql.number(connection, ENTER, node.name(), node.lease().toMillis(), node.alone());
  }

  /**
   * Takes over all, and refuses where one is alive. Each transaction that records or settles, but
   * an embedder's own, keeps its node's row: a dead one's are over before it is marked.
   */
  private static void takeOverAll(Connection connection, Node node) throws SQLException {
    List<String> before = Sql.list(connection, BEFORE, row -> row.getString(1));
    Sql.any(connection, PATIENCE, node.lease().plus(BEYOND_LEASE).toMillis() + "ms");
    try {
      Sql.any(connection, ONE_AT_A_TIME);
      refuseLive(connection, node);
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
    refuseLive(connection, node);
    Sql.update(connection, TAKE_OVER);
  }

  private static void refuseLive(Connection connection, Node node) throws SQLException {
    Optional<String> live =
        Sql.first(
            connection,
            LIVE,
            row -> row.getString("name") + ", whose lease lasts until " + row.getString("until"),
            node.alone());
    if (live.isPresent()) {
      throw new HooksException(Code.STORE_LOCKED, "the database is in use by node " + live.get());
    }
  }

  /** Whether the lease of another node than this one has ended. */
  static boolean anyEnded(Connection connection, long epoch) throws SQLException {
    return Sql.any(connection, ANY_ENDED, epoch);
  }

  /** Marks other nodes whose lease has ended, and whose transactions have too. */
  static boolean takeOverEnded(Connection connection, long epoch) throws SQLException {
    return Sql.update(connection, TAKE_ENDED, epoch) > 0;
  }

  /** Which epochs are alive and which are dead. */
  static LiveEpochs liveEpochs(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            LIVE_EPOCHS,
            row -> new LiveEpochs(epochs(row.getString(1)), row.getLong(2)))
        .orElseThrow();
  }

  /** The epochs of a list, as the database writes it. */
  static List<Long> epochs(String list) {
    return Arrays.stream(list.split(" ")).filter(one -> !one.isEmpty()).map(Long::valueOf).toList();
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

  /**
   * A node that records goes by the revision of the webhooks, and so hears of another node at once.
   */
  static void announce(Connection connection) throws SQLException {
    Sql.update(connection, "update {webhook_set} set revision = revision + 1");
  }

  /** This node goes by this list; false where it was taken over. */
  static boolean confirm(Connection connection, long epoch, List<Long> list) throws SQLException {
    return Sql.update(connection, CONFIRM, array(list), epoch) == 1;
  }

  static long[] array(List<Long> epochs) {
    return epochs.stream().mapToLong(Long::longValue).toArray();
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
