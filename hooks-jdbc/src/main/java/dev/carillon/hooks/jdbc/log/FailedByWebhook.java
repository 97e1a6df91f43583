package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.SequenceByTime;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which webhooks have deliveries that failed for good. Of each webhook a part of an index is read,
 * so one with very many hides no other.
 *
 * @param database where the store is
 */
public record FailedByWebhook(Database database) {

  private static final int WEBHOOKS_MAX = 20_000;

  /**
   * The most by which the order of numbers and that of times may differ: longer than any
   * transaction may take.
   */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private static final String FAILED =
      " from {deliveries} d where d.webhook = w.key and d.state = 2 and d.sequence >= ?"
          + " and d.created_at >= ? ";

  private static final String SELECT =
      "select w.id, (select count(*) from (select 1"
          + FAILED
          + "order by d.webhook, d.state, d.sequence limit ?) as f) as failed, (select d.created_at"
          + FAILED
          + "order by d.webhook, d.state, d.sequence limit 1) as first_at, (select d.sequence"
          + FAILED
          + "order by d.webhook desc, d.state desc, d.sequence desc limit 1) as newest"
          + " from {webhooks} w where w.removed_at is null limit ?";

  /**
   * Those of all webhooks that are not removed.
   *
   * @param since the deliveries were recorded then or later
   * @param max where counting stops
   */
  public Map<Webhook.Id, Failed> since(Instant since, int max) {
    return database.read(connection -> since(connection, since, max));
  }

  private static Map<Webhook.Id, Failed> since(Connection connection, Instant since, int max)
      throws SQLException {
    long low = SequenceByTime.EVENTS.firstSince(connection, since.minus(SLACK));
    long from = Columns.micros(since);
    Map<Webhook.Id, Failed> found = new HashMap<>();
    Sql.each(
        connection,
        SELECT,
        row -> {
          if (row.getLong("failed") > 0) {
            found.put(new Webhook.Id(row.getString("id")), failed(row, max));
          }
        },
        low,
        from,
        max + 1,
        low,
        from,
        low,
        from,
        WEBHOOKS_MAX);
    return found;
  }

  private static Failed failed(ResultSet row, int max) throws SQLException {
    long count = row.getLong("failed");
    return new Failed(
        new Count(Math.min(count, max), count > max),
        Columns.instant(row.getLong("first_at")),
        row.getLong("newest"));
  }

  /**
   * The deliveries of a webhook that failed for good.
   *
   * @param count how many, 1 or more
   * @param since when the first of them was recorded
   * @param newest the number of the one that was recorded last
   */
  public record Failed(Count count, Instant since, long newest) {}
}
