package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Consumers.Lag;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How far consumers are behind, and whether there may be something new for their readers. */
final class ConsumerLag {

  private static final String LATEST_DUE =
      """
      select d.due_at from {deliveries} d
      where d.webhook = ? and d.state = 0 order by d.due_at desc limit 1
      """;
  private static final String ACKNOWLEDGED_LAST =
      "select acknowledged_at from {consumers} where webhook = ?";

  /** The first column is how many events a consumer has lost. */
  static final String LAG =
      "select lost, lost_at, read_at, acknowledged_at from {consumers} where webhook = ?";

  private final StoreContext context;
  private final String pending;
  private final String newest;

  ConsumerLag(StoreContext context) {
    this.context = context;
    String wanted = context.dialect().ofWebhook("d", StateCodes.PENDING);
    String order = context.dialect().ofWebhookOrder("d", false);
    this.pending = "select d.created_at from {deliveries} d where " + wanted + " order by " + order;
    this.newest =
        "select d.sequence from {deliveries} d where "
            + wanted
            + " order by "
            + context.dialect().ofWebhookOrder("d", true)
            + " limit 1";
  }

  /** How far behind consumers are. */
  Map<Webhook.Id, Lag> of(Collection<Webhook.Id> consumers, int max) {
    long now = Columns.micros(context.engineNow());
    return context
        .database()
        .read(
            connection -> {
              Map<Webhook.Id, Lag> found = new HashMap<>();
              for (Webhook.Id consumer : consumers) {
                found.put(consumer, read(connection, consumer, now, max));
              }
              return found;
            });
  }

  private Lag read(Connection connection, Webhook.Id consumer, long now, int max)
      throws SQLException {
    long key = WebhookCache.key(connection, consumer);
    Sql all = Sql.of(pending, key, -1L, key, Long.MAX_VALUE);
    long count = all.rows(connection, max);
    long oldest = all.then(" limit 1").number(connection);
    long leased = ConsumerLeases.held(connection, key, now).count();
    Long[] facts =
        Sql.first(
                connection,
                LAG,
                row -> new Long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)},
                key)
            .orElse(new Long[] {0L, 0L, 0L, 0L});
    return new Lag(
        Math.min(count, max),
        count > max,
        leased,
        Columns.instant(oldest),
        Columns.instant(facts[2]),
        Columns.instant(facts[3]),
        facts[0],
        Columns.instant(facts[1]));
  }

  /** A number for each that changes with what its readers may get. */
  Map<Webhook.Id, Long> marks(Collection<Webhook.Id> consumers) {
    Map<Webhook.Id, Long> keys = context.cache().held().keys();
    return context
        .database()
        .read(
            connection -> {
              Map<Webhook.Id, Long> found = new HashMap<>();
              for (Webhook.Id consumer : consumers) {
                Long key = keys.get(consumer);
                found.put(consumer, key == null ? 0 : mark(connection, key));
              }
              return found;
            });
  }

  /** A sum of numbers of which each grows with one kind of news. */
  private long mark(Connection connection, long key) throws SQLException {
    return Sql.number(connection, newest, key, -1L, key, Long.MAX_VALUE)
        + Sql.number(connection, LATEST_DUE, key)
        + Sql.number(connection, ACKNOWLEDGED_LAST, key);
  }
}
