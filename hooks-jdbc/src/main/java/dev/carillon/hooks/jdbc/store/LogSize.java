package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Fan;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.PriorityQueue;

/**
 * Finds how much of the log is too much. What a delivery takes is estimated from the latest events,
 * with what belongs to them; how many have ended is counted.
 */
final class LogSize {

  /** No more than this is found to be too much at once, so that counting has an end. */
  private static final int SURPLUS_MAX = 200_000;

  private static final int RECORD_BYTES = 20;
  private static final int EVENT_BYTES = 150;

  private static final String EVENTS =
      """
      select fan, length(payloads) + coalesce(length(snapshot), 0) + length(fan) as bytes
      from events order by sequence desc limit 300
      """;

  /**
   * How many rows there are, how many the sample has, and what those take with their entries in
   * indexes and all their attempts.
   */
  private static final String ROWS =
      """
      select (select count(*) from deliveries), count(*),
        coalesce(sum(200 + coalesce((
          select sum(300 + coalesce(length(a.body), 0) + coalesce(length(a.headers), 0))
          from attempts a where a.delivery = d.sequence), 0)), 0)
      from (select sequence from deliveries order by sequence desc limit 300) d
      """;

  private static final String RECORDED =
      """
      select (select coalesce(sum(n), 0) from results) + (select coalesce(sum(n), 0) from chunks)
      """;
  private static final String ENDED = "select count(*) from deliveries where ended_at is not null";
  private static final String ENDS =
      """
      select ended_at from deliveries where ended_at is not null order by ended_at limit ?
      """;
  private static final String BLOCKS =
      """
      select c.ended_from, x.data from chunks c join chunk_data x on x.number = c.number
      union all
      select ended_from, data from results
      order by 1
      """;

  private LogSize() {}

  /** How much of what has ended is too much. */
  static Surplus surplus(Connection connection, long bytesMax) throws SQLException {
    long records = Sql.number(connection, RECORDED);
    long ended = records + Sql.number(connection, ENDED);
    long allowed = Math.max(bytesMax / bytesOfOne(connection, records), 1);
    int surplus = Math.clamp(ended - allowed, 0, SURPLUS_MAX);
    return surplus == 0
        ? Surplus.NONE
        : new Surplus(Columns.instant(end(connection, surplus) + 1), surplus);
  }

  /** What a delivery takes with its part of its event. */
  private static long bytesOfOne(Connection connection, long records) throws SQLException {
    long[] events = new long[2];
    Sql.each(
        connection,
        EVENTS,
        row -> {
          events[0] += Math.max(1, Fan.read(row.getBytes("fan")).count());
          events[1] += row.getLong("bytes") + EVENT_BYTES;
        });
    long ofEvent = events[0] == 0 ? EVENT_BYTES : events[1] / events[0];
    long ofRows =
        Sql.first(
                connection,
                ROWS,
                row -> {
                  long rows = row.getLong(1);
                  long each = row.getLong(3) / Math.max(1, row.getLong(2));
                  return rows * each / Math.max(1, rows + records);
                })
            .orElse(0L);
    return ofEvent + ofRows + RECORD_BYTES;
  }

  /** When the last of so many ended that ended first. */
  private static long end(Connection connection, int wanted) throws SQLException {
    // the greatest of the smallest is at the head
    PriorityQueue<Long> smallest = new PriorityQueue<>((one, other) -> Long.compare(other, one));
    Sql.each(connection, ENDS, row -> keep(smallest, row.getLong(1), wanted), wanted);
    Sql.run(
        connection,
        BLOCKS,
        statement -> {
          try (var blocks = statement.executeQuery()) {
            while (blocks.next()
                && (smallest.size() < wanted || blocks.getLong(1) < smallest.element())) {
              for (FirstTry one : FirstTry.readAll(blocks.getBytes(2))) {
                keep(smallest, one.ended(), wanted);
              }
            }
            return true;
          }
        });
    return smallest.element();
  }

  private static void keep(PriorityQueue<Long> smallest, long ended, int wanted) {
    if (smallest.size() < wanted) {
      smallest.add(ended);
    } else if (ended < smallest.element()) {
      smallest.remove();
      smallest.add(ended);
    }
  }
}
