package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.log.Candidates.Reach;
import dev.carillon.hooks.jdbc.store.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Finds sequences by time without an index: who was recorded later has a greater number, but for
 * those that were recorded at about the same time.
 */
final class Times {

  /** By so much numbers and times may disagree: longer than any transaction may take. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  /** Two questions, for each of which SQLite looks at one end: for both in one it reads all. */
  private static final String ENDS =
      "select (select min(sequence) from deliveries), (select max(sequence) from deliveries)";

  private static final String AT_OR_AFTER =
      "select created_at from deliveries where sequence >= ? order by sequence limit 1";

  private Times() {}

  /** Among which sequences those of this time are; some of others are there too. */
  static Reach reach(Connection connection, Span span, boolean newestFirst) throws SQLException {
    long above = span.begins() ? firstSince(connection, span.from().minus(SLACK)) - 1 : -1;
    long below = span.ends() ? firstSince(connection, span.to().plus(SLACK)) : Long.MAX_VALUE;
    return new Reach(newestFirst, above, below);
  }

  /** The smallest number of what was recorded then or later; beyond all where nothing was. */
  private static long firstSince(Connection connection, Instant time) throws SQLException {
    long micros = Columns.micros(time);
    try (var ends = connection.prepareStatement(ENDS);
        var row = ends.executeQuery()) {
      row.next();
      long low = row.getLong(1);
      long high = row.getLong(2) + 1;
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (createdAt(connection, middle) < micros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private static long createdAt(Connection connection, long sequence) throws SQLException {
    try (var statement = connection.prepareStatement(AT_OR_AFTER)) {
      statement.setLong(1, sequence);
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MAX_VALUE;
      }
    }
  }
}
