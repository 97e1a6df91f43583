package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The columns of a webhook's health, and what was written there last. The column {@code
 * told_failing} says whether the webhook's last event of the kind was {@code webhook.failing}: the
 * next one is {@code webhook.recovered}. Such an event is only made when that turns.
 */
final class HealthColumns {

  /** The columns that {@link #read} needs. */
  static final String NAMES =
      """
      health, failures_in_row, last_failure_at, last_error, largest_payload,
        recent_attempts, recent_failed
      """;

  private static final String SELECT =
      "select " + NAMES + " from {webhooks} where id = ? and removed_at is null";
  private static final String UPDATE =
      """
      update {webhooks} set
        health = ?, failures_in_row = ?, last_failure_at = ?, last_error = ?, largest_payload = ?,
        recent_attempts = ?, recent_failed = ?
      where id = ? and removed_at is null
      """;

  private static final String FAILING_EVENT =
      "select told_failing from {webhooks} where id = ? and removed_at is null";
  private static final String SET_FAILING_EVENT =
      """
      update {webhooks} set told_failing = ?
      where id = ? and told_failing <> ? and removed_at is null
      """;

  private final Map<Webhook.Id, WebhookHealth> written = new ConcurrentHashMap<>();

  /**
   * Webhooks whose last event is known not to be {@code webhook.failing}: a success makes no event.
   */
  private final Set<Webhook.Id> notFailing = ConcurrentHashMap.newKeySet();

  static WebhookHealth select(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.first(connection, SELECT, HealthColumns::read, id.value())
        .orElse(WebhookHealth.NONE);
  }

  static WebhookHealth read(ResultSet row) throws SQLException {
    return new WebhookHealth(
        WebhookHealth.Status.valueOf(row.getString("health")),
        row.getInt("failures_in_row"),
        Columns.time(row, "last_failure_at"),
        row.getString("last_error"),
        row.getInt("largest_payload"),
        new WebhookHealth.Recent(row.getInt("recent_attempts"), row.getLong("recent_failed")));
  }

  /** Takes in the health in a webhook's row, whichever node wrote it. */
  void known(Webhook.Id id, WebhookHealth stored, boolean lastEventFailing) {
    committed(Map.of(id, stored), Map.of(id, lastEventFailing));
  }

  /** Whether it is known without a read that an attempt with this outcome makes no event. */
  boolean makesNoEvent(Webhook.Id id, WebhookHealth after) {
    return switch (after.status()) {
      case NONE, DEGRADED -> true;
      case HEALTHY -> notFailing.contains(id);
      case FAILING -> false;
    };
  }

  /** Whether an attempt with this outcome may write to the webhook's row. */
  boolean writes(Webhook.Id id, WebhookHealth after) {
    WebhookHealth before = written.get(id);
    return before == null || after.differs(before) || !makesNoEvent(id, after);
  }

  /** Whether the last event of this webhook was {@code webhook.failing}. */
  static boolean lastEventWasFailing(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.number(connection, FAILING_EVENT, id.value()) == 1;
  }

  /** Stores which event is recorded now; false where another transaction has just recorded it. */
  static boolean setLastEvent(Connection connection, Webhook.Id id, boolean failing)
      throws SQLException {
    int flag = failing ? 1 : 0;
    return Sql.update(connection, SET_FAILING_EVENT, flag, id.value(), flag) == 1;
  }

  /** Writes those that have to be written; gives them. */
  Map<Webhook.Id, WebhookHealth> write(
      Connection connection, Map<Webhook.Id, WebhookHealth> healths) throws SQLException {
    // in the order given
    Map<Webhook.Id, WebhookHealth> differing = new LinkedHashMap<>();
    for (Map.Entry<Webhook.Id, WebhookHealth> entry : healths.entrySet()) {
      WebhookHealth before = written.get(entry.getKey());
      if (before == null || entry.getValue().differs(before)) {
        differing.put(entry.getKey(), entry.getValue());
      }
    }
    Sql.batch(connection, UPDATE, differing.entrySet(), HealthColumns::bind);
    return differing;
  }

  private static void bind(PreparedStatement statement, Map.Entry<Webhook.Id, WebhookHealth> of)
      throws SQLException {
    WebhookHealth health = of.getValue();
    Sql.set(
        statement,
        health.status().name(),
        health.failuresInRow(),
        Columns.micros(health.lastFailureAt()),
        Columns.text(health.lastError()),
        health.largestPayloadBytes(),
        health.recent().attempts(),
        health.recent().failed(),
        of.getKey().value());
  }

  /**
   * To be called once what was written is committed.
   *
   * @param healths what was written
   * @param failingEvents by webhook whether its last event is now known to be {@code
   *     webhook.failing}
   */
  void committed(Map<Webhook.Id, WebhookHealth> healths, Map<Webhook.Id, Boolean> failingEvents) {
    written.putAll(healths);
    failingEvents.forEach(
        (id, failing) -> {
          if (failing) {
            notFailing.remove(id);
          } else {
            notFailing.add(id);
          }
        });
  }

  /** To be called where it is not known what was committed. */
  void unknown() {
    written.clear();
    notFailing.clear();
  }
}
