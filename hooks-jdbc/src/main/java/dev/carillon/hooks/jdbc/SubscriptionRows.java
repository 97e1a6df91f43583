package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.webhook.WebhookState.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps what webhooks subscribed to, and whether they were enabled, for as long as events are there
 * that were recorded meanwhile: one row for each time that either of both changed. A row says for
 * which revisions of the set of webhooks it was in force; an event names the revision that decided
 * who gets it. To be called in the transaction of the change, behind all that it writes.
 */
public final class SubscriptionRows {

  private static final String PRESENT =
      """
      insert into {webhook_subscriptions}
        (webhook, since_revision, registered, event_types, operational, tags, filter, fields,
        changed_fields, disabled_at, disabled_reason, disabled_detail, template, began_at)
      select w.key, s.revision, ?, w.event_types, w.operational, w.tags, w.filter, w.fields,
        w.changed_fields, w.disabled_at, w.disabled_reason, w.disabled_detail, w.template, ?
      from {webhooks} w, {webhook_set} s
      where w.removed_at is null and\
      """;

  private static final String REPLACED =
      """
      update {webhook_subscriptions}
      set until_revision = (select revision from {webhook_set}), ended_at = ?
      where until_revision is null and webhook\
      """;

  private static final String OF_ONE = " = (select key from {webhooks} where id = ?)";
  private static final String ONE = " w.id = ?";

  /**
   * Webhooks without a subscription in force: one replaced at the present revision is in force no
   * more.
   */
  private static final String WITHOUT_ROW =
      " not exists (select 1 from {webhook_subscriptions} o"
          + " where o.webhook = w.key and o.until_revision is null)";

  private static final String ENABLED_OR_FAILED =
      " in (select webhook from {webhook_subscriptions}"
          + " where until_revision is null and (disabled_at is null or disabled_reason = ?))";

  private SubscriptionRows() {}

  /** A webhook was registered. */
  public static void registered(Connection connection, String webhook, Instant now)
      throws SQLException {
    Sql.update(connection, PRESENT + ONE, 1, micros(now), webhook);
  }

  /** A webhook's subscription was changed, or it was enabled or disabled. */
  public static void changed(Connection connection, String webhook, Instant now)
      throws SQLException {
    removed(connection, webhook, now);
    Sql.update(connection, PRESENT + ONE, 0, micros(now), webhook);
  }

  /** A webhook was removed: no event goes to it any more. */
  public static void removed(Connection connection, String webhook, Instant now)
      throws SQLException {
    Sql.update(connection, REPLACED + OF_ONE, micros(now), webhook);
  }

  /** All webhooks that were enabled were disabled, and those that failures had disabled anew. */
  static void disabled(Connection connection, Instant now) throws SQLException {
    Sql.update(connection, REPLACED + ENABLED_OR_FAILED, micros(now), Reason.FAILURES.text());
    Sql.update(connection, PRESENT + WITHOUT_ROW, 0, micros(now));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
