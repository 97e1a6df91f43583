package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds how much of the log is too much. What a delivery takes is estimated from the latest events,
 * with what belongs to them; how many have ended is counted. An event that was sent with others
 * counts as a delivery of its own, and so does one that a consumer has not acknowledged: it can be
 * given up. Other open deliveries are not counted, so all nodes find the same.
 */
final class LogSize {

  /** No more than this is found to be too much at once, so that counting has an end. */
  private static final int SURPLUS_MAX = 100_000;

  private static final int RECORD_BYTES = 20;
  private static final int EVENT_BYTES = 150;

  /** A row of {@code grouped_events}, with its entries in indexes. */
  private static final int GROUPED_BYTES = 150;

  /** So many are asked at once how many events they have. */
  private static final int ASKED_AT_ONCE = 1_000;

  /** Without those that carry others, which are few and large: {@link #GROUPED} has their bytes. */
  private static final String EVENTS =
      """
      select fan, length(payloads) + coalesce(length(snapshot), 0) + length(fan) as bytes
      from (
        select sequence, fan, payloads, snapshot from {events} order by sequence desc limit 300) e
      where not exists (
        select 1 from {grouped_events} g where g.carrier = e.sequence and g.bytes > 0)
      """;

  /** How many there are, and how long some of the latest are. */
  private static final String GROUPED =
      """
      select (select count(*) from {grouped_events}), count(*), coalesce(sum(bytes), 0)
      from (select bytes from {grouped_events} order by carrier desc limit 300) g
      """;

  private static final String GROUPED_OF = "select delivery, count(*) from {grouped_events} where ";

  /**
   * How many rows there are, how many the sample has, and what those take with their entries in
   * indexes and all their attempts.
   */
  private static final String ROWS =
      """
      select (select count(*) from {deliveries}), count(*),
        coalesce(sum(200 + coalesce((
          select sum(300 + coalesce(length(a.body), 0) + coalesce(length(a.headers), 0))
          from {attempts} a where a.delivery = d.sequence), 0)), 0)
      from (select sequence from {deliveries} order by sequence desc limit 300) d
      """;

  private static final String RECORDED =
      """
      select (select coalesce(sum(n), 0) from {results}) + (select coalesce(sum(n), 0) from {chunks})
      """;
  private static final String ENDED =
      "select count(*) from {deliveries} where ended_at is not null";
  private static final String ENDS =
      """
      select ended_at, sequence from {deliveries} where ended_at is not null
      order by ended_at limit ?
      """;

  private LogSize() {}

  /**
   * How much of what has ended is too much.
   *
   * @param now in microseconds
   */
  static Surplus surplus(Dialect dialect, Connection connection, long now, long bytesMax)
      throws SQLException {
    long records = Sql.number(connection, RECORDED);
    Grouped grouped =
        Sql.first(
                connection,
                GROUPED,
                row -> new Grouped(row.getLong(1), row.getLong(3) / Math.max(1, row.getLong(2))))
            .orElseThrow();
    long counted =
        records + Sql.number(connection, ENDED) + UnreadEvents.count(connection) + grouped.count();
    long allowed = Math.max(bytesMax / bytesOfOne(connection, records, grouped), 1);
    int wanted = Math.clamp(counted - allowed, 0, SURPLUS_MAX);
    List<End> ends = wanted == 0 ? List.of() : ends(dialect, connection, now, wanted);
    int gone = grouped.count() == 0 ? wanted : deliveries(dialect, connection, ends, wanted);
    int rows = Math.min(gone, ends.size());
    return rows == 0
        ? Surplus.NONE
        : new Surplus(Columns.instant(ends.get(rows - 1).at() + 1), rows);
  }

  /** The bytes that a delivery takes, with its part of its event. */
  private static long bytesOfOne(Connection connection, long records, Grouped grouped)
      throws SQLException {
    long[] events = new long[2];
    Sql.each(
        connection,
        EVENTS,
        row -> {
          events[0] += Math.max(1, EventDeliveries.read(row.getBytes("fan")).count());
          events[1] += row.getLong("bytes") + EVENT_BYTES;
        });
    long ofEvent = events[0] == 0 ? EVENT_BYTES : events[1] / events[0];
    return Sql.first(
            connection,
            ROWS,
            row -> {
              long rows = row.getLong(1);
              long each = row.getLong(3) / Math.max(1, row.getLong(2));
              long all = Math.max(1, rows + records + grouped.count());
              return ofEvent + (rows * each + grouped.bytes()) / all + RECORD_BYTES;
            })
        .orElseThrow();
  }

  /**
   * The first so many ends, the oldest first. An unread event counts with the end that it would get
   * if given up.
   */
  private static List<End> ends(Dialect dialect, Connection connection, long now, int wanted)
      throws SQLException {
    List<End> ends = Sql.list(connection, ENDS, End::read, wanted);
    new FirstAttemptSearch(dialect, connection)
        .ended(Long.MIN_VALUE, 0, wanted)
        .forEach(one -> ends.add(new End(one.ended(), one.sequence())));
    for (long consumer : UnreadEvents.consumers(connection)) {
      ends.addAll(UnreadEvents.oldest(connection, consumer, now, wanted));
      Collections.sort(ends);
      ends.subList(Math.min(wanted, ends.size()), ends.size()).clear();
    }
    Collections.sort(ends);
    return ends;
  }

  /** How many ends add up to {@code wanted}, each counting 1 plus its grouped events. */
  private static int deliveries(Dialect dialect, Connection connection, List<End> ends, int wanted)
      throws SQLException {
    int gone = 0;
    long counted = 0;
    while (counted < wanted && gone < ends.size()) {
      List<Long> some =
          ends.subList(gone, Math.min(gone + ASKED_AT_ONCE, ends.size())).stream()
              .map(End::sequence)
              .toList();
      Map<Long, Long> events = new HashMap<>();
      Sql.of(GROUPED_OF)
          .then(dialect.among("delivery", some).within("", " group by delivery"))
          .each(connection, row -> events.put(row.getLong(1), row.getLong(2)));
      for (int i = 0; i < some.size() && counted < wanted; i++) {
        counted += 1 + events.getOrDefault(some.get(i), 0L);
        gone++;
      }
    }
    return gone;
  }

  /**
   * Events that were sent with others, or for which others were sent.
   *
   * @param each how long one is, where it was copied
   */
  private record Grouped(long count, long each) {

    long bytes() {
      return count * (each + GROUPED_BYTES);
    }
  }

  /** When a delivery ended, or would have, and its number. */
  record End(long at, long sequence) implements Comparable<End> {

    private static final Comparator<End> ORDER =
        Comparator.comparingLong(End::at).thenComparingLong(End::sequence);

    static End read(ResultSet row) throws SQLException {
      return new End(row.getLong(1), row.getLong(2));
    }

    @Override
    public int compareTo(End other) {
      return ORDER.compare(this, other);
    }
  }
}
