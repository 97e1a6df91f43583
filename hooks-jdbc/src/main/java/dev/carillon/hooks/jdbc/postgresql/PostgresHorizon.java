package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Transactions commit in another order than they take numbers. A transaction that takes a number
 * has a transaction id before ({@link SequenceNumbers} sees to that). So when the greatest number
 * that was taken has been read, and this reader gets a transaction id of its own after that, all
 * those numbers belong to transactions with smaller ids; once all of these have ended, nothing with
 * such a number will come any more.
 *
 * <p>The id has to be a real one. A snapshot's {@code xmax} looks like the next id, but is one more
 * than the greatest that has <em>ended</em>: transactions with greater ids may be open.
 */
final class PostgresHorizon implements LongSupplier {

  private static final int MARKS_MAX = 1_000;
  private static final int LOOKS_MAX = 8;
  private static final Duration BETWEEN = Duration.ofMillis(3);

  private static final String TAKEN =
      "select case when is_called then last_value else last_value - 1 end from {delivery_sequence}";

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
        Thread.sleep(BETWEEN);
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
    long now = Sql.number(connection, TAKEN);
    if (now > taken && marks.size() < MARKS_MAX) {
      marks.addLast(new Mark(now, Sql.number(connection, OWN_ID)));
      taken = now;
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
