package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Numbers for events and deliveries, fetched many at a time. They are used in the transaction that
 * fetched them or not at all, and that transaction has its place among all others before the first
 * of them is taken: else a reader that goes by numbers could pass a smaller one that comes later.
 */
final class SequenceBlocks {

  private static final String NEXT =
      """
      select pg_current_xact_id() is null, nextval('delivery_sequence')
      from generate_series(1, ?)
      """;

  private final Deque<Long> fetched = new ArrayDeque<>();
  private final int expected;
  private int taken;

  /**
   * None yet.
   *
   * @param expected how many may be needed, which the first fetch brings; 0 = not known
   */
  SequenceBlocks(int expected) {
    this.expected = expected;
  }

  /** So many numbers, in ascending order. Where more are needed than were expected, it doubles. */
  long[] take(Connection connection, int count) throws SQLException {
    if (fetched.size() < count) {
      fetch(connection, Math.max(count, taken == 0 ? expected : taken));
    }
    taken += count;
    return next(count);
  }

  /**
   * So many numbers that follow each other; the first of them. Those that others' numbers lie among
   * are left out.
   */
  long takeRun(Connection connection, int count) throws SQLException {
    long first = take(connection, 1)[0];
    int length = 1;
    while (length < count) {
      long next = take(connection, 1)[0];
      if (next == first + length) {
        length++;
      } else {
        first = next;
        length = 1;
      }
      if (fetched.isEmpty() && length < count) {
        fetch(connection, Math.max(count, taken));
      }
    }
    return first;
  }

  /** How many {@link #take} gave. */
  int taken() {
    return taken;
  }

  /** The same where no more will be needed. */
  static long[] takeExactly(Connection connection, int count) throws SQLException {
    SequenceBlocks numbers = new SequenceBlocks(count);
    return numbers.take(connection, count);
  }

  private long[] next(int count) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = fetched.removeFirst();
    }
    return numbers;
  }

  private void fetch(Connection connection, int count) throws SQLException {
    Sql.each(connection, NEXT, row -> fetched.addLast(row.getLong(2)), count);
  }
}
