package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Finds numbers by the time of recording without an index: who was recorded later has a greater
 * number, but for those that were recorded at about the same time.
 */
public enum Recency {
  /** By when deliveries were made. */
  DELIVERIES("deliveries", "created_at"),
  /** By when events were recorded. */
  EVENTS("events", "recorded_at");

  /** Two questions, for each of which SQLite looks at one end: for both in one it reads all. */
  private final String ends;

  private final String atOrAfter;

  Recency(String table, String time) {
    this.ends =
        "select (select min(sequence) from %1$s), (select max(sequence) from %1$s)"
            .formatted(table);
    this.atOrAfter =
        "select %s from %s where sequence >= ? order by sequence limit 1".formatted(time, table);
  }

  /** The smallest number of what was recorded then or later; beyond all where nothing was. */
  public long firstSince(Connection connection, Instant time) throws SQLException {
    long micros = Columns.micros(time);
    try (var statement = connection.prepareStatement(ends);
        var row = statement.executeQuery()) {
      row.next();
      long low = row.getLong(1);
      long high = row.getLong(2) + 1;
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (recordedAt(connection, middle) < micros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private long recordedAt(Connection connection, long sequence) throws SQLException {
    try (var statement = connection.prepareStatement(atOrAfter)) {
      statement.setLong(1, sequence);
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MAX_VALUE;
      }
    }
  }
}
