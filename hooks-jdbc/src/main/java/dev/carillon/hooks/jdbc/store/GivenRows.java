package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Rows that one node gives to what another has open, where several share the store: a user cancels
 * such a delivery, or wants it to be sent at once, and asks a node that did not record it.
 *
 * <p><b>What is open is in the owner's memory</b>, and for the database only what is neither a
 * record nor a row. So a node that gives a row to it must be sure that the owner is not settling it
 * right now, and the owner has to know before it settles anything.
 *
 * <p><b>The one who acts</b> locks the owner's row in {@code nodes}. Each transaction of the owner
 * that settles keeps that row shared until it ends; so those that began before are over, and those
 * that follow wait. What is open now, stays so until the lock goes. It gets its row, of the same
 * owner; the delivery is noted in {@code given_rows}, and the owner's row says that there is
 * something: all in one transaction.
 *
 * <p><b>The owner</b> settles behind a fence that is closed while its row says so. Then it reads
 * what it was given, which its memory closes, and takes the note away, in the same transaction;
 * after that it settles what it was about to settle, now as rows. Nothing is recorded twice,
 * whichever node is first, and a crash of either leaves all of it or nothing: the next owner reads
 * rows anyway.
 *
 * <p><b>Who sends it.</b> Still the owner, which learns of the row from a hint, or within some
 * seconds; each read of what is due looks for rows too, and never takes what has one from memory.
 * The row of a node that was taken over goes to the one who acts. A take-over skips what has got a
 * row meanwhile.
 *
 * <p><b>Locks.</b> Each of these transactions locks one row of another node, and waits for it for
 * two seconds at most: an owner that hangs while it settles keeps it, until its lease ends. The
 * same the other way round: should the one who acts hang, the database ends its transaction after
 * two seconds, long before the owner's lease ends, which it cannot renew meanwhile. Where two nodes
 * act on each other's deliveries at the same moment, the database lets one of them run again: it
 * looks for that after a second, so the wait must be longer.
 */
record GivenRows(StoreContext context) {

  private static final String PATIENCE =
      """
      select current_setting('lock_timeout'), set_config('lock_timeout', '2000', true),
        set_config('idle_in_transaction_session_timeout', '2000', true)
      """;
  private static final String LOCK = "select 1 from {nodes} where epoch = ? for update";
  private static final String LIVE =
      "select 1 from {nodes} where epoch = ? and taken_over_at is null";
  private static final String AS_BEFORE = "select set_config('lock_timeout', ?, true)";

  private static final String NOTE =
      "insert into {given_rows} (owner, sequence, webhook) values (?, ?, ?) on conflict do nothing";
  private static final String TELL = "update {nodes} set given_rows = true where epoch = ?";

  private static final String UNKNOWN =
      "select 1 from {nodes} where epoch = ? and given_rows and taken_over_at is null";
  private static final String KNOW =
      """
      update {nodes} set given_rows = false
      where epoch = ? and given_rows and taken_over_at is null
      """;
  private static final String TAKE =
      "delete from {given_rows} where owner = ? returning webhook, sequence";

  /** What PostgreSQL says where a lock was not to be had in time. */
  private static final String LOCKED = "55P03";

  /**
   * Keeps a node from settling anything until this transaction ends. Where it was taken over, it
   * does not any more.
   *
   * @throws HooksException with {@code STORE_UNAVAILABLE} if it hangs while it settles
   */
  static void lock(Connection connection, long owner) throws SQLException {
    String before = Sql.first(connection, PATIENCE, row -> row.getString(1)).orElseThrow();
    try {
      Sql.any(connection, LOCK, owner);
    } catch (SQLException failure) {
      if (LOCKED.equals(failure.getSQLState())) {
        throw new HooksException(
            Code.STORE_UNAVAILABLE,
            "node "
                + owner
                + ", which is to send this delivery, does not respond; try again in some seconds",
            failure);
      }
      throw failure;
    }
    Sql.any(connection, AS_BEFORE, before);
  }

  /**
   * Gives rows to what a node has open, which {@link #lock} keeps.
   *
   * @return how many got one: where one was taken over meanwhile, it has one already
   */
  int give(Connection connection, long owner, List<DeliveryRows.NewRow> rows) throws SQLException {
    boolean live = Sql.any(connection, LIVE, owner);
    long of = live ? owner : context.ownerStill(connection);
    List<DeliveryRows.NewRow> given = DeliveryRows.insertNew(connection, of, rows);
    if (live && !given.isEmpty()) {
      Sql.batch(
          connection,
          NOTE,
          given,
          (statement, row) -> Sql.set(statement, owner, row.sequence(), row.webhook()));
      Sql.update(connection, TELL, owner);
    }
    return given.size();
  }

  /** Whether a node was given rows of which it does not know. */
  static boolean unknown(Connection connection, long owner) throws SQLException {
    return Sql.any(connection, UNKNOWN, owner);
  }

  /** Closes what this node has open and others gave rows to; false where there was nothing. */
  static boolean learn(Connection connection, long owner, OpenChanges changes) throws SQLException {
    if (Sql.update(connection, KNOW, owner) == 0) {
      return false;
    }
    Sql.each(connection, TAKE, row -> changes.close(row.getLong(1), row.getLong(2)), owner);
    return true;
  }
}
