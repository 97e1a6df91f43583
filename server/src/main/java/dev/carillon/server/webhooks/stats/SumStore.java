package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table of sums. */
final class SumStore {

  private static final int ROWS_MAX = 200_000;
  private static final int REMOVED_AT_ONCE = 500;

  private static final String ONE =
      "select sums from webhook_sums where webhook = ? and width = ? and start = ?";
  private static final String PUT =
      """
      insert into webhook_sums (webhook, width, start, sums) values (?, ?, ?, ?)
      on conflict (webhook, width, start) do update set sums = excluded.sums
      """;
  private static final String ALL_SINCE =
      """
      select webhook, start, sums from webhook_sums where width = ? and start >= ? limit ?
      """;
  private static final String SINCE =
      """
      select webhook, start, sums from webhook_sums
      where webhook = ? and width = ? and start >= ? limit ?
      """;
  private static final String REMOVE =
      """
      delete from webhook_sums where (webhook, width, start) in (
        select webhook, width, start from webhook_sums where width = ? and start < ? limit ?)
      """;

  private final Database database;

  SumStore(Database database) {
    this.database = database;
  }

  /** Adds to what is there: to five minutes, their hour and their day. */
  void add(Map<Slot, Sums> more) {
    database.write(
        connection -> {
          for (Map.Entry<Slot, Sums> one : more.entrySet()) {
            for (Span span : Span.values()) {
              add(connection, one.getKey(), span, one.getValue());
            }
          }
          return more.size();
        });
  }

  private static void add(Connection connection, Slot key, Span span, Sums more)
      throws SQLException {
    long start = span.start(key.start());
    Sums sums = new Sums();
    try (var select = connection.prepareStatement(ONE)) {
      select.setString(1, key.webhook().value());
      select.setLong(2, span.seconds());
      select.setLong(3, start);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          sums = Sums.parse(row.getString(1));
        }
      }
    }
    sums.add(more);
    try (var put = connection.prepareStatement(PUT)) {
      put.setString(1, key.webhook().value());
      put.setLong(2, span.seconds());
      put.setLong(3, start);
      put.setString(4, sums.text());
      put.executeUpdate();
    }
  }

  /** All webhooks' pieces since then. */
  List<Piece> since(Span span, long start) {
    return database.read(
        connection -> {
          try (var select = connection.prepareStatement(ALL_SINCE)) {
            select.setLong(1, span.seconds());
            select.setLong(2, start);
            select.setInt(3, ROWS_MAX);
            try (ResultSet row = select.executeQuery()) {
              return pieces(row);
            }
          }
        });
  }

  /** One webhook's pieces since then. */
  List<Piece> since(Webhook.Id webhook, Span span, long start) {
    return database.read(
        connection -> {
          try (var select = connection.prepareStatement(SINCE)) {
            select.setString(1, webhook.value());
            select.setLong(2, span.seconds());
            select.setLong(3, start);
            select.setInt(4, ROWS_MAX);
            try (ResultSet row = select.executeQuery()) {
              return pieces(row);
            }
          }
        });
  }

  private static List<Piece> pieces(ResultSet row) throws SQLException {
    List<Piece> pieces = new ArrayList<>();
    while (row.next()) {
      pieces.add(
          new Piece(
              new Slot(new Webhook.Id(row.getString(1)), row.getLong(2)),
              Sums.parse(row.getString(3))));
    }
    return pieces;
  }

  /** Removes some of what is too old. */
  void removeOld(Instant now) {
    database.write(
        connection -> {
          int removed = 0;
          for (Span span : Span.values()) {
            try (var remove = connection.prepareStatement(REMOVE)) {
              remove.setLong(1, span.seconds());
              remove.setLong(2, span.oldest(now));
              remove.setInt(3, REMOVED_AT_ONCE);
              removed += remove.executeUpdate();
            }
          }
          return removed;
        });
  }

  /**
   * Whose attempts, and in which time.
   *
   * @param start in seconds since 1970
   */
  record Slot(Webhook.Id webhook, long start) {}

  /** The sums of one webhook in some time. */
  record Piece(Slot slot, Sums sums) {}
}
