package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Cancels what is pending for a webhook, however much it is, without keeping other writers out for
 * long: in steps of a bounded size, up to the newest delivery at the time of the call.
 */
record Cancellation(Database database) implements PendingCancellation {

  private static final int STEP = 5_000;

  private static final String NEWEST = "select max(sequence) from deliveries";
  private static final String RESENDS =
      """
      update resends set cancelled = 1, requested_at = ?
      where webhook = (select key from webhooks where id = ?) and cancelled = 0
      """;
  private static final String CANCEL =
      """
      update deliveries set state = 3, due_at = null, ended_at = ?
      where sequence in (
        select d.sequence from deliveries d
        where d.webhook = (select key from webhooks where id = ?)
          and d.state = 0 and d.sequence <= ?
        order by d.due_at limit ?)
      """;

  @Override
  public long pendingOf(Webhook.Id webhook, Instant now) {
    long newest =
        database.write(
            connection -> {
              // their deliveries have ended and stay as they are; from now on it is counted how
              // long one may still be on the wire
              Sql.update(connection, RESENDS, Columns.micros(now), webhook.value());
              return Sql.number(connection, NEWEST);
            });
    long cancelled = 0;
    int step = STEP;
    while (step == STEP) {
      step = database.write(connection -> cancel(connection, webhook, newest, now));
      cancelled += step;
    }
    return cancelled;
  }

  private static int cancel(Connection connection, Webhook.Id webhook, long newest, Instant now)
      throws SQLException {
    return Sql.update(connection, CANCEL, Columns.micros(now), webhook.value(), newest, STEP);
  }
}
