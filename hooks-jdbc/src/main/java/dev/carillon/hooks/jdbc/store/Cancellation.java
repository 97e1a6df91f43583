package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Cancels what is pending for a webhook, however much it is, without keeping other writers out for
 * long: in steps of a bounded size, up to the newest delivery at the time of the call.
 */
record Cancellation(StoreContext context) {

  private static final int STEP = 1_000;

  private static final String REDELIVERIES =
      """
      update redeliveries set cancelled = 1, requested_at = ?
      where webhook = (select key from webhooks where id = ?) and cancelled = 0
      """;
  private static final String CANCEL =
      """
      update deliveries set state = 3, due_at = null, ended_at = ?
      where sequence in (
        select d.sequence from deliveries d
        where d.webhook = ? and d.state = 0 and d.sequence <= ?
        order by d.due_at limit ?)
      """;

  /** Cancels it, redeliveries that wait too; how many pending ones there were. */
  long pendingOf(Webhook.Id webhook, Instant now) {
    // in the writer: whatever was recorded before is known by then, and has no greater number
    long newest =
        context
            .database()
            .write(
                connection -> {
                  // their deliveries have ended and stay as they are; from now on it is counted
                  // how long one may still be on the wire
                  Sql.update(connection, REDELIVERIES, Columns.micros(now), webhook.value());
                  context.node().others().cancelled(connection, webhook);
                  return context.numbers().given();
                });
    long cancelled = 0;
    int step;
    do {
      step =
          context
              .database()
              .<Integer>write(
                  connection -> {
                    long key = WebhookCache.key(connection, webhook);
                    return some(connection, key, newest, STEP, now);
                  });
      cancelled += step;
    } while (step > 0);
    return cancelled;
  }

  /** Cancels up to so many that are open and so many that have rows, up to a number; how many. */
  int some(Connection connection, long webhook, long newest, int max, Instant now)
      throws SQLException {
    OpenChanges changes = context.changes(connection);
    List<Open> open = changes.oldest(webhook, newest, max);
    open.forEach(one -> changes.close(one.webhook(), one.sequence()));
    long owner = context.ownerStill(connection);
    context.giveRows(
        () ->
            DeliveryRows.insertOpen(
                connection,
                context.dialect(),
                owner,
                open,
                (one, payload) -> DeliveryRows.NewRow.cancelled(one, payload, now)));
    return open.size() + Sql.update(connection, CANCEL, Columns.micros(now), webhook, newest, max);
  }
}
