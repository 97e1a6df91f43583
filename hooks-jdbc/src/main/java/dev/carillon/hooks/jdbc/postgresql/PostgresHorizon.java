package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.log.Horizon;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Transactions commit in another order than they take numbers. Whoever takes a number has a
 * transaction id before ({@link Numbers} sees to that). So of all numbers that were taken at one
 * moment we know that their transactions have ids below the next one of that moment; once all of
 * those have ended, nothing with such a number will come any more.
 */
final class PostgresHorizon implements Horizon {

  private static final int MARKS_MAX = 1_000;
  private static final int LOOKS_MAX = 8;
  private static final Duration BETWEEN = Duration.ofMillis(3);

  /** First the number, then, in a statement of its own, the transactions: the order matters. */
  private static final String TAKEN =
      "select case when is_called then last_value else last_value - 1 end from delivery_sequence";

  private static final String TRANSACTIONS =
      """
      select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint
      from pg_current_snapshot() as s
      """;

  private final Deque<Mark> marks = new ArrayDeque<>();
  private long passed;

  /** Transactions are short: it waits a moment for those that are open now. */
  @Override
  public synchronized long of(Connection connection) throws SQLException {
    long taken = look(connection);
    try {
      for (int again = 0; passed < taken && again < LOOKS_MAX; again++) {
        Thread.sleep(BETWEEN);
        look(connection);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return passed;
  }

  /** The greatest number that was taken now. */
  private long look(Connection connection) throws SQLException {
    long taken = taken(connection);
    try (var statement = connection.prepareStatement(TRANSACTIONS);
        var row = statement.executeQuery()) {
      row.next();
      long oldestOpen = row.getLong(1);
      marks.addLast(new Mark(taken, row.getLong(2)));
      while (!marks.isEmpty() && marks.getFirst().next() <= oldestOpen) {
        passed = Math.max(passed, marks.removeFirst().taken());
      }
    }
    if (marks.size() > MARKS_MAX) {
      // some transaction is open for very long; the other marks serve as well
      marks.removeLast();
    }
    return taken;
  }

  private static long taken(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(TAKEN);
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * A moment.
   *
   * @param taken the greatest number that was taken
   * @param next the next transaction's id
   */
  private record Mark(long taken, long next) {}
}
