package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How webhooks stand: of each a bounded part of an index is read. */
final class WebhookSummaries {

  private static final int WEBHOOKS_MAX = 20_000;

  private WebhookSummaries() {}

  static Map<Webhook.Id, Standing> read(Connection connection, Dialect dialect, int max)
      throws SQLException {
    Map<Webhook.Id, Standing> standings = new HashMap<>();
    String select =
        """
        select w.id, w.health,
          (select count(*) from (
            select 1 from deliveries d
            where d.webhook = w.key and d.state = 0 order by d.due_at limit ?) as p) as pending,
          (select count(*) from (
            select 1 from deliveries d where %s order by %s limit ?) as m) as missed,
          (select d.ended_at from deliveries d where %s order by %s limit 1) as delivered_at
        from webhooks w where w.removed_at is null limit ?
        """
            .formatted(
                dialect.allOfWebhook("d", StateCodes.MISSED, "w.key"),
                dialect.ofWebhookOrder("d", false),
                dialect.allOfWebhook("d", StateCodes.DELIVERED, "w.key"),
                dialect.ofWebhookOrder("d", true));
    Sql.each(
        connection,
        select,
        row ->
            standings.put(
                new Webhook.Id(row.getString("id")),
                new Standing(
                    WebhookHealth.Status.valueOf(row.getString("health")),
                    count(row.getLong("pending"), max),
                    count(row.getLong("missed"), max),
                    Columns.time(row, "delivered_at"))),
        max + 1,
        max + 1,
        WEBHOOKS_MAX);
    return standings;
  }

  private static Count count(long rows, int max) {
    return new Count(Math.min(rows, max), rows > max);
  }
}
