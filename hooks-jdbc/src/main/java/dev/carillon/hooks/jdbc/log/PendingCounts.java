package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** What is pending, counted by the index of what is due, wherever it lies in the log. */
final class PendingCounts {

  /** An order that only the index of what is due has. */
  private static final String ANY =
      "select 1 from deliveries where state = 0 order by webhook, due_at";

  private static final String OF_WEBHOOK =
      "select 1 from deliveries where webhook = ? and state = 0 order by due_at";

  private PendingCounts() {}

  /** Whether a filter asks for what is pending and, at most, for whom. */
  static boolean alone(DeliveryFilter filter) {
    Webhook.Id[] webhooks = filter.webhooks().toArray(Webhook.Id[]::new);
    return filter.equals(DeliveryFilter.ALL.to(webhooks).in("pending"));
  }

  /**
   * How many are pending for these webhooks, or at all where none is named; counting stops behind
   * {@code max}.
   */
  static long count(Connection connection, Set<Webhook.Id> webhooks, int max) throws SQLException {
    if (webhooks.isEmpty()) {
      return Sql.of(ANY).rows(connection, max);
    }
    long count = 0;
    for (Webhook.Id webhook : webhooks) {
      Sql pending = Sql.of(OF_WEBHOOK, WebhookCache.key(connection, webhook));
      count += count > max ? 0 : pending.rows(connection, max - count);
    }
    return count;
  }
}
