package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Finds numbers by time without an index: later events have greater numbers, except events that
 * were recorded at about the same time.
 */
public enum SequenceByTime {
  /** By when events were recorded. */
  EVENTS("{events}", "recorded_at"),
  /** By when events happened: by another clock than the times of recording. */
  HAPPENED("{events}", "time");

  /** Events are recorded when they happen; by no more can one clock disagree with itself. */
  private static final Duration DISORDER = Duration.ofHours(1);

  /** Two queries, since SQLite reads one end of the index for each, and all of it for both. */
  private final String ends;

  private final String atOrAfter;

  SequenceByTime(String table, String time) {
    this.ends =
        "select (select min(sequence) from %1$s), (select max(sequence) from %1$s)"
            .formatted(table);
    this.atOrAfter =
        "select sequence, %s from %s where sequence >= ? order by sequence limit 1"
            .formatted(time, table);
  }

  /**
   * A number before those of all events that happened then or later, and of their deliveries. Times
   * of events come from the wall clock and those of recording from the engine's: either may have
   * jumped or stood still for hours, so it is enough if one of them did not.
   */
  public static long beforeEvents(Connection connection, Instant since) throws SQLException {
    Instant early = since.minus(DISORDER);
    long recorded = EVENTS.firstSince(connection, early);
    return Math.max(0, Math.min(recorded, HAPPENED.firstSince(connection, early)) - 1);
  }

  /** A number behind those of all events that happened earlier, under the same conditions. */
  public static long behindEvents(Connection connection, Instant until) throws SQLException {
    Instant late = until.plus(DISORDER);
    long recorded = EVENTS.firstSince(connection, late);
    return Math.max(recorded, HAPPENED.firstSince(connection, late));
  }

  /** The smallest number recorded at or after this time; above all numbers if there is none. */
  public long firstSince(Connection connection, Instant time) throws SQLException {
    long micros = Columns.micros(time);
    Range range =
        Sql.first(connection, ends, row -> new Range(row.getLong(1), row.getLong(2) + 1))
            .orElseThrow();
    long low = range.low();
    long high = range.high();
    while (low < high) {
      long middle = low + (high - low) / 2;
      long at =
          Sql.first(connection, atOrAfter, row -> row.getLong(2), middle).orElse(Long.MAX_VALUE);
      if (at < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * A number behind all that was recorded before, and what came late then: that of the first event
   * recorded then or later, which {@link #firstSince} may be below.
   */
  public long firstBehind(Connection connection, Instant time) throws SQLException {
    long first = firstSince(connection, time);
    return Sql.first(connection, atOrAfter, Sql.NUMBER, first).orElse(Long.MAX_VALUE);
  }

  /** Among which numbers is looked. */
  private record Range(long low, long high) {}
}
