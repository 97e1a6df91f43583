package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Removes what webhooks subscribed to once, when no event is left that was recorded meanwhile.
 * Several nodes may do so at once, as {@link RevisionRetention} may.
 */
final class SubscriptionRetention {

  private static final int WEBHOOKS_AT_ONCE = 50;

  /** Of a webhook no more than these latest are kept, however old the events are. */
  static final int KEPT_MAX = 5_000;

  private static final int REMOVED_AT_ONCE = 1_000;

  private static final String WEBHOOKS =
      """
      select distinct webhook from {webhook_subscriptions}
      where ended_at is not null and webhook > ? order by webhook limit ?
      """;
  private static final String LATEST =
      """
      select since_revision from {webhook_subscriptions}
      where webhook = ? and ended_at is not null order by since_revision desc limit 1 offset ?
      """;
  private static final String GO =
      """
      delete from {webhook_subscriptions} where key in (
        select key from {webhook_subscriptions}
        where webhook = ? and ended_at is not null and (ended_at < ? or since_revision <= ?)
        order by since_revision limit ?)
      """;

  private final RevisionRetention revisions;
  private long after = -1;

  /**
   * The retention of subscriptions.
   *
   * @param revisions knows how old what is recorded is
   */
  SubscriptionRetention(RevisionRetention revisions) {
    this.revisions = revisions;
  }

  /**
   * Looks at the next few webhooks; whether more are left before it begins from the start again.
   */
  boolean step(Connection connection) throws SQLException {
    List<Long> page = Sql.list(connection, WEBHOOKS, Sql.NUMBER, after, WEBHOOKS_AT_ONCE);
    long needed = page.isEmpty() ? 0 : revisions.needed(connection);
    boolean more = false;
    for (long webhook : page) {
      long beyond = Sql.first(connection, LATEST, Sql.NUMBER, webhook, KEPT_MAX).orElse(-1L);
      more |=
          Sql.update(connection, GO, webhook, needed, beyond, REMOVED_AT_ONCE) == REMOVED_AT_ONCE;
    }
    if (!more) {
      after = page.size() == WEBHOOKS_AT_ONCE ? page.getLast() : -1;
    }
    return more || page.size() == WEBHOOKS_AT_ONCE;
  }
}
