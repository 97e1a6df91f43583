package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deliveries that a search by end time would miss: ends stored more than 10 s late, such as after
 * the database could not be written, and redeliveries, which may leave the end time as it was.
 * {@link SettledAttempts} finds them by the notes written here. Most of the time there is none.
 */
final class LateEnds {

  /** An end that is stored within this time is not late. */
  static final Duration USUAL = Duration.ofSeconds(10);

  private static final String INSERT =
      """
      insert into {late_ends} as known (delivery, ended_at, times) values (?, ?, 1)
      on conflict (delivery) do update
      set ended_at = excluded.ended_at, times = known.times + 1
      """;
  private static final String PURGE = "delete from {late_ends} where ended_at < ?";

  private LateEnds() {}

  /** Writes the late ones among these settlements, in their transaction. */
  static void note(Connection connection, List<Settlement> settled, Instant now)
      throws SQLException {
    long usual = Columns.micros(now.minus(USUAL));
    List<long[]> late = new ArrayList<>();
    for (Settlement one : settled) {
      Long ended = StateCodes.endedMicros(one.next());
      if (ended != null && (ended < usual || one.attempt().redelivery())) {
        late.add(new long[] {one.before().sequence(), ended});
      }
    }
    // always in this order, so that transactions cannot wait for each other
    late.sort(Comparator.comparingLong(one -> one[0]));
    Sql.batch(
        connection,
        INSERT,
        late,
        (statement, one) -> {
          statement.setLong(1, one[0]);
          statement.setLong(2, one[1]);
        });
  }

  /** Removes those that ended before a time, in microseconds. */
  static void purge(Connection connection, long endedBefore) throws SQLException {
    Sql.update(connection, PURGE, endedBefore);
  }
}
