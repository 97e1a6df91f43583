package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The table of sums. */
record SumStore(Database database) {

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

  /** Adds to what is there: to five minutes, their hour and their day. */
  void add(Map<Slot, AttemptTotals> more) {
    database.write(
        connection -> {
          for (Map.Entry<Slot, AttemptTotals> one : more.entrySet()) {
            for (StatsInterval span : StatsInterval.values()) {
              add(connection, one.getKey(), span, one.getValue());
            }
          }
          return more.size();
        });
  }

  private static void add(Connection connection, Slot key, StatsInterval span, AttemptTotals more)
      throws SQLException {
    long start = span.start(key.start());
    String webhook = key.webhook().value();
    AttemptTotals sums =
        Sql.first(
                connection,
                ONE,
                row -> AttemptTotals.parse(row.getString(1)),
                webhook,
                span.seconds(),
                start)
            .orElseGet(AttemptTotals::new);
    sums.add(more);
    Sql.update(connection, PUT, webhook, span.seconds(), start, sums.text());
  }

  /** All webhooks' pieces since then. */
  List<Piece> since(StatsInterval span, long start) {
    return database.read(
        connection ->
            Sql.list(connection, ALL_SINCE, SumStore::piece, span.seconds(), start, ROWS_MAX));
  }

  /** One webhook's pieces since then. */
  List<Piece> since(Webhook.Id webhook, StatsInterval span, long start) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                SINCE,
                SumStore::piece,
                webhook.value(),
                span.seconds(),
                start,
                ROWS_MAX));
  }

  private static Piece piece(ResultSet row) throws SQLException {
    return new Piece(
        new Slot(new Webhook.Id(row.getString(1)), row.getLong(2)),
        AttemptTotals.parse(row.getString(3)));
  }

  /** Removes some of what is too old. */
  void removeOld(Instant now) {
    database.write(
        connection -> {
          int removed = 0;
          for (StatsInterval span : StatsInterval.values()) {
            removed +=
                Sql.update(connection, REMOVE, span.seconds(), span.oldest(now), REMOVED_AT_ONCE);
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
  record Piece(Slot slot, AttemptTotals sums) {}
}
