package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How webhooks stand: of each the ends of a few indexes are read, and what is not filed yet. */
final class WebhookSummaries {

  private static final int WEBHOOKS_MAX = 20_000;

  private static final String SELECT =
      """
      select w.key, w.id, w.health,
        (select count(*) from (
          select 1 from {deliveries} d
          where d.webhook = w.key and d.state = 0 order by d.due_at limit ?) as p) as pending,
        (select count(*) from (
          select 1 from {deliveries} d
          where d.webhook = w.key and d.state = 4
          order by d.webhook, d.state, d.sequence limit ?) as m) as missed,
        (select d.sequence from {deliveries} d
          where d.webhook = w.key and d.state = 1
          order by d.webhook desc, d.state desc, d.sequence desc limit 1) as row_sequence,
        (select d.ended_at from {deliveries} d
          where d.webhook = w.key and d.state = 1
          order by d.webhook desc, d.state desc, d.sequence desc limit 1) as row_ended,
        (select c.high from {chunks} c
          where c.webhook = w.key order by c.low desc limit 1) as filed_sequence,
        (select c.last_ended from {chunks} c
          where c.webhook = w.key order by c.low desc limit 1) as filed_ended
      from {webhooks} w where w.removed_at is null limit ?
      """;
  private static final String UNFILED = "select data from {results}";

  private final StoreContext context;

  private final OpenElsewhere elsewhere;

  WebhookSummaries(StoreContext context, OpenElsewhere elsewhere) {
    this.context = context;
    this.elsewhere = elsewhere;
  }

  /**
   * Reads open and stored deliveries at one moment. If other nodes have very many open ones, their
   * numbers may be a quarter of a second older.
   */
  Map<Webhook.Id, Standing> read(int max) {
    return elsewhere.atOneMoment(
        reader -> {
          Map<Long, Integer> open = context.open().read(WebhookSummaries::open);
          elsewhere
              .all(reader)
              .forEach((webhook, set) -> open.merge(webhook, set.size(), Integer::sum));
          return read(reader.connection(), open, max);
        });
  }

  private static Map<Long, Integer> open(OpenIndex.View now) {
    Map<Long, Integer> sizes = new HashMap<>();
    for (long webhook : now.webhooks()) {
      sizes.put(webhook, now.set(webhook).size());
    }
    return sizes;
  }

  private static Map<Webhook.Id, Standing> read(
      Connection connection, Map<Long, Integer> open, int max) throws SQLException {
    Map<Long, Arrival> unfiled = new HashMap<>();
    Sql.each(
        connection,
        UNFILED,
        row -> {
          for (FirstAttempt one : FirstAttempt.readAll(row.getBytes(1))) {
            unfiled.merge(one.webhook(), new Arrival(one.sequence(), one.ended()), Arrival::later);
          }
        });
    Map<Webhook.Id, Standing> standings = new HashMap<>();
    Sql.each(
        connection,
        SELECT,
        row -> {
          long key = row.getLong("key");
          long pending = row.getLong("pending") + open.getOrDefault(key, 0);
          standings.put(
              new Webhook.Id(row.getString("id")),
              new Standing(
                  WebhookHealth.Status.valueOf(row.getString("health")),
                  count(pending, max),
                  count(row.getLong("missed"), max),
                  Columns.instant(last(row, unfiled.getOrDefault(key, Arrival.NONE)).ended())));
        },
        max + 1,
        max + 1,
        WEBHOOKS_MAX);
    return standings;
  }

  private static Arrival last(ResultSet row, Arrival unfiled) throws SQLException {
    return new Arrival(row.getLong("row_sequence"), row.getLong("row_ended"))
        .later(new Arrival(row.getLong("filed_sequence"), row.getLong("filed_ended")))
        .later(unfiled);
  }

  private static Count count(long rows, int max) {
    return new Count(Math.min(rows, max), rows > max);
  }

  /** A delivery that arrived, and when. */
  private record Arrival(long sequence, long ended) {

    static final Arrival NONE = new Arrival(0, 0);

    /** The one with the greater sequence. */
    Arrival later(Arrival other) {
      return other.sequence > sequence ? other : this;
    }
  }
}
