package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which webhooks have deliveries that have been due for long, on whichever node. It reads rows,
 * which what has been open for a quarter of an hour has; of each webhook the begin of an index.
 *
 * @param database where the store is
 */
public record WaitingByWebhook(Database database) {

  private static final int WEBHOOKS_MAX = 20_000;

  private static final String SELECT =
      """
      select w.id, (select d.due_at from {deliveries} d
        where d.webhook = w.key and d.state = 0 order by d.due_at limit 1) as due_at
      from {webhooks} w where w.removed_at is null and w.disabled_at is null limit ?
      """;

  /** When the earliest pending delivery of an enabled webhook was due, if that is before a time. */
  public Map<Webhook.Id, Instant> before(Instant late) {
    long latest = Columns.micros(late);
    return database.read(
        connection -> {
          Map<Webhook.Id, Instant> found = new HashMap<>();
          Sql.each(
              connection,
              SELECT,
              row -> {
                long due = row.getLong("due_at");
                if (!row.wasNull() && due < latest) {
                  found.put(new Webhook.Id(row.getString("id")), Columns.instant(due));
                }
              },
              WEBHOOKS_MAX);
          return found;
        });
  }
}
