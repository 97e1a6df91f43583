package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Transactions commit in another order than they take numbers. Up to which number nothing will come
 * any more, is found in two ways; the first is the quicker one, the second needs no quiet moment.
 *
 * <p><b>No transaction records.</b> One that takes a number has a lock before, which it shares with
 * all that record, and keeps until what it wrote can be seen ({@link SequenceNumbers} sees to
 * that). So when the greatest number that was taken has been read, and this reader has that lock
 * alone for a moment after that, all that took such a number have ended. What transactions do that
 * take none does not matter. The reader does not wait for the lock, and lets it go in the same
 * expression.
 *
 * <p><b>All before have ended.</b> A transaction that takes a number also has a transaction id
 * before. So when this reader gets an id of its own after it has read the greatest number, all
 * those numbers belong to transactions with smaller ids; once all of these have ended, nothing with
 * such a number will come any more. The id has to be a real one. A snapshot's {@code xmax} looks
 * like the next id, but is one more than the greatest that has <em>ended</em>: transactions with
 * greater ids may be open.
 */
final class PostgresHorizon implements LongSupplier {

  private static final int MARKS_MAX = 1_000;
  private static final int LOOKS_MAX = 10;
  private static final int BETWEEN_MILLIS_MAX = 3;

  /** The key of the lock of all transactions that record in these tables. */
  static final String RECORDING = "4922516, '{delivery_sequence}'::regclass::oid::int";

  /**
   * The number is read first: what is below selects before what is above. A standby has no locks of
   * those that record, who are elsewhere: there each lock is free, which says nothing.
   */
  private static final String TAKEN =
      """
      select number,
        case
          when pg_is_in_recovery() then false
          when pg_try_advisory_lock(%1$s) then pg_advisory_unlock(%1$s)
          else false
        end
      from (select %2$s as number offset 0) as taken
      """
          .formatted(RECORDING, SequenceNumbers.LAST);

  private static final String OWN_ID = "select pg_current_xact_id()::text::bigint";

  private static final String OLDEST_OPEN =
      "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

  private final Database database;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long taken;
  private long passed;
  private long lookedAt = System.nanoTime();

  PostgresHorizon(Database database) {
    this.database = database;
  }

  /** Transactions are short: it waits a moment for those that are open now. */
  @Override
  public long getAsLong() {
    Look first = look(System.nanoTime());
    long reached = first.passed();
    try {
      for (int again = 0; reached < first.taken() && again < LOOKS_MAX; again++) {
        Thread.sleep(Math.min(1 + again / 2, BETWEEN_MILLIS_MAX));
        reached = look(System.nanoTime()).passed();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return reached;
  }

  /**
   * A look that began after the caller came, so that it sees whatever the caller knows of; those
   * who waited for their turn together share one. A caller that waits holds no connection.
   */
  private synchronized Look look(long came) {
    if (lookedAt - came <= 0) {
      long began = System.nanoTime();
      database.read(this::looked);
      lookedAt = began;
    }
    return new Look(taken, passed);
  }

  /** In one transaction, since an id stays the same within one. The order of the reads matters. */
  private boolean looked(Connection connection) throws SQLException {
    Taken now =
        Sql.first(connection, TAKEN, row -> new Taken(row.getLong(1), row.getBoolean(2)))
            .orElseThrow();
    if (now.quiet()) {
      marks.clear();
      taken = Math.max(taken, now.number());
      passed = Math.max(passed, now.number());
      return true;
    }
    if (now.number() > taken && marks.size() < MARKS_MAX) {
      marks.addLast(new Mark(now.number(), Sql.number(connection, OWN_ID)));
      taken = now.number();
    }
    if (marks.isEmpty()) {
      return false;
    }
    long oldestOpen = Sql.number(connection, OLDEST_OPEN);
    while (!marks.isEmpty() && marks.getFirst().id() <= oldestOpen) {
      passed = marks.removeFirst().taken();
    }
    return true;
  }

  /**
   * The greatest number that was taken.
   *
   * @param quiet whether no transaction is open that has taken it or one before
   */
  private record Taken(long number, boolean quiet) {}

  /**
   * A moment.
   *
   * @param taken the greatest number that was taken
   * @param id a transaction id that was given after that
   */
  private record Mark(long taken, long id) {}

  /**
   * What is known.
   *
   * @param taken the greatest number that was taken at the last look
   * @param passed up to where nothing will come any more
   */
  private record Look(long taken, long passed) {}
}
