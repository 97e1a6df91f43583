package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Ends waits that are too long to have been planned by a clock that was right. Where one was far
 * ahead and was set back while no process ran, they would last until that time comes again.
 *
 * <p>Each node does this once, at its start, whether others are at work or not: waits that were
 * planned by a clock that is right are shorter on any node, since all go by the database's clock.
 */
public final class OverlongWaits {

  /**
   * A delivery without an attempt is due when it was recorded; if its due time is further ahead, a
   * clock was wrong.
   */
  private static final Duration FIRST_MAX = Duration.ofDays(1);

  /** Twice the longest step that a retry schedule can have. */
  private static final Duration RETRY_MAX = RetrySchedule.DELAY_MAX.multipliedBy(2);

  /** Twice the longest hold that a receiver can ask for. */
  private static final Duration HOLD_MAX = Duration.ofDays(2);

  private static final String RETRIES =
      """
      update {deliveries} set due_at = ? where sequence in (
        select d.sequence from {webhooks} w join {deliveries} d on d.webhook = w.key
        where d.state = 0 and d.due_at > ? and (d.attempts = 0 or d.due_at > ?))
        and state = 0
      """;
  private static final String HOLDS = "update {webhooks} set held_until = 0 where held_until > ?";

  private OverlongWaits() {}

  /** Ends them, before anything is sent. */
  public static void end(StoreContext context) {
    context.database().<Boolean>write(connection -> end(connection, context.engineNow()));
  }

  private static boolean end(Connection connection, Instant now) throws SQLException {
    Sql.update(
        connection,
        RETRIES,
        Columns.micros(now),
        Columns.micros(now.plus(FIRST_MAX)),
        Columns.micros(now.plus(RETRY_MAX)));
    Sql.update(connection, HOLDS, Columns.micros(now.plus(HOLD_MAX)));
    return true;
  }
}
