package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an owner's open deliveries from the database: those recorded above its mark that are
 * neither a record nor a row. After a crash this is sent again, beside the rows that are pending:
 * on SQLite the next start reads it, on PostgreSQL a live node, by {@link Adoption}.
 */
public final class OpenRecovery {

  /**
   * Numbers of events and their deliveries never overlap: only this one may reach over the mark.
   */
  private static final String FIRST = "select max(sequence) from {events} where sequence <= ?";

  private static final String EVENTS =
      """
      select sequence, recorded_at, fan from {events}
      where sequence >= ? and owner = ? order by sequence
      """;
  private static final String EVENTS_BETWEEN =
      """
      select sequence, recorded_at, fan, owner from {events}
      where sequence >= ? and sequence < ? and \
      """;
  private static final String UNFILED = "select data from {results} where high > ?";
  private static final String FILED =
      """
      select x.data from {chunks} c join {chunk_data} x on x.number = c.number where c.high > ?
      """;
  private static final String ROWS =
      "select webhook, sequence from {deliveries} where sequence > ?";

  private static final String LAST_EVENT =
      "select sequence, fan from {events} order by sequence desc limit 1";
  private static final String GIVEN =
      """
      select max(n) from (
        select max(sequence) as n from {deliveries}
        union all select max(high) from {results}
        union all select max(high) from {chunks}
        union all select max(resolved) from {marks}
        union all select swept from {journal}) as numbers
      """;

  /** Who set the clock back while no process ran would else wait until that time comes again. */
  private static final String DUE_NOW =
      "update {events} set recorded_at = ? where sequence = ? and recorded_at > ?";

  /** Deliveries recorded less than this ahead of the clock keep their time; they wait for it. */
  private static final long FAR = Duration.ofDays(1).toNanos() / 1_000;

  private static final int AT_ONCE = 1_000;

  private OpenRecovery() {}

  /**
   * The sets of what is open for each webhook, by its number; some may be empty. What was recorded
   * much later than now, by a clock that was ahead, counts as recorded now.
   *
   * @param mark the owner's
   * @param now in microseconds
   */
  static Map<Long, OpenSet> read(Connection connection, long owner, long mark, long now)
      throws SQLException {
    Map<Long, OpenSet> sets = new HashMap<>();
    Sql.eachOfMany(
        connection,
        EVENTS,
        row -> {
          long recordedAt = row.getLong(2) > now + FAR ? now : row.getLong(2);
          NumberRange open = new NumberRange(false, mark, Long.MAX_VALUE);
          add(sets, open, row.getLong(1), recordedAt, EventDeliveries.read(row.getBytes(3)));
        },
        Sql.number(connection, FIRST, mark),
        owner);
    Sql.eachOfMany(connection, UNFILED, row -> close(sets, mark, row.getBytes(1)), mark);
    Sql.eachOfMany(connection, FILED, row -> close(sets, mark, row.getBytes(1)), mark);
    Sql.eachOfMany(connection, ROWS, row -> close(sets, row.getLong(1), row.getLong(2)), mark);
    return sets;
  }

  /**
   * The same of several owners, and only what lies between two numbers.
   *
   * @param marks theirs
   */
  static Map<Long, OpenSet> between(
      Dialect dialect, Connection connection, Map<Long, Long> marks, long after, long before)
      throws SQLException {
    Map<Long, OpenSet> sets = new HashMap<>();
    long least = Math.max(after, Collections.min(marks.values()));
    long first = Sql.number(connection, FIRST, least);
    Sql.of(EVENTS_BETWEEN, first, before)
        .then(dialect.among("owner", List.copyOf(marks.keySet())))
        .then(" order by sequence")
        .eachOfMany(
            connection,
            row -> {
              long mark = marks.getOrDefault(row.getLong(4), Marks.ALL_RESOLVED);
              NumberRange open = new NumberRange(false, Math.max(after, mark), before);
              add(
                  sets,
                  open,
                  row.getLong(1),
                  row.getLong(2),
                  EventDeliveries.read(row.getBytes(3)));
            });
    if (!sets.isEmpty()) {
      Sql.Visitor block = row -> close(sets, least, row.getBytes(1));
      Sql.eachOfMany(connection, UNFILED + " and low < ?", block, least, before);
      Sql.eachOfMany(connection, FILED + " and c.low < ?", block, least, before);
      Sql.eachOfMany(
          connection,
          ROWS + " and sequence < ?",
          row -> close(sets, row.getLong(1), row.getLong(2)),
          least,
          before);
    }
    return sets;
  }

  /** Sees to it that events of what is open say so, too, where they were recorded much later. */
  static void correct(Connection connection, Map<Long, OpenSet> sets, long now)
      throws SQLException {
    for (OpenSet set : sets.values()) {
      List<OpenDelivery> last = set.due(now, now, -1, AT_ONCE);
      while (!last.isEmpty()) {
        Sql.batch(
            connection,
            DUE_NOW,
            last,
            (statement, open) -> Sql.set(statement, now, open.event(), now + FAR));
        last = set.due(now, now, last.getLast().sequence(), AT_ONCE);
      }
    }
  }

  private static void add(
      Map<Long, OpenSet> sets, NumberRange open, long event, long recordedAt, EventDeliveries fan) {
    for (int ordinal = 0; ordinal < fan.count(); ordinal++) {
      long sequence = event + 1 + ordinal;
      if (open.contains(sequence) && !fan.missed(ordinal)) {
        sets.computeIfAbsent(fan.webhook(ordinal), OpenSet::new).add(sequence, ordinal, recordedAt);
      }
    }
  }

  private static void close(Map<Long, OpenSet> sets, long mark, byte[] data) {
    NumberTable table = NumberTable.read(data);
    for (int row = table.behind(mark); row < table.rows(); row++) {
      FirstAttempt one = FirstAttempt.read(table, row);
      close(sets, one.webhook(), one.sequence());
    }
  }

  private static void close(Map<Long, OpenSet> sets, long webhook, long sequence) {
    OpenSet set = sets.get(webhook);
    if (set != null) {
      set.close(sequence);
    }
  }

  /** The greatest number that anything in the database has, or had before it was purged. */
  public static long given(Connection connection) throws SQLException {
    long last =
        Sql.first(
                connection,
                LAST_EVENT,
                row -> row.getLong(1) + EventDeliveries.read(row.getBytes(2)).count())
            .orElse(0L);
    return Math.max(last, Sql.number(connection, GIVEN));
  }
}
