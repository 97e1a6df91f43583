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

/** The columns of a webhook's health, and what was written there last. */
final class HealthColumns {

  private static final String SELECT =
      """
      select health, failures_in_row, last_failure_at, last_error, largest_payload,
        recent_attempts, recent_failed
      from webhooks where id = ? and removed_at is null
      """;
  private static final String UPDATE =
      """
      update webhooks set
        health = ?, failures_in_row = ?, last_failure_at = ?, last_error = ?, largest_payload = ?,
        recent_attempts = ?, recent_failed = ?
      where id = ? and removed_at is null
      """;

  private static final String TOLD =
      "select told_failing from webhooks where id = ? and removed_at is null";
  private static final String TELL =
      """
      update webhooks set told_failing = ?
      where id = ? and told_failing <> ? and removed_at is null
      """;

  private final Map<Webhook.Id, WebhookHealth> written = new ConcurrentHashMap<>();

  /** Those that are known to be told as well: the success of a healthy one tells nothing then. */
  private final Set<Webhook.Id> quiet = ConcurrentHashMap.newKeySet();

  static WebhookHealth select(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.first(connection, SELECT, HealthColumns::read, id.value())
        .orElse(WebhookHealth.NONE);
  }

  private static WebhookHealth read(ResultSet row) throws SQLException {
    return new WebhookHealth(
        WebhookHealth.Status.valueOf(row.getString("health")),
        row.getInt("failures_in_row"),
        Columns.time(row, "last_failure_at"),
        row.getString("last_error"),
        row.getInt("largest_payload"),
        new WebhookHealth.Recent(row.getInt("recent_attempts"), row.getLong("recent_failed")));
  }

  /** Whether it is known without a look that an attempt with this outcome tells nothing new. */
  boolean silent(Webhook.Id id, WebhookHealth after) {
    return switch (after.status()) {
      case NONE, DEGRADED -> true;
      case HEALTHY -> quiet.contains(id);
      case FAILING -> false;
    };
  }

  /** Whether an attempt with this outcome may write to the webhook's row. */
  boolean writes(Webhook.Id id, WebhookHealth after) {
    WebhookHealth before = written.get(id);
    return before == null || after.differs(before) || !silent(id, after);
  }

  /** Whether it was told last that this webhook is failing. */
  static boolean toldFailing(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.number(connection, TOLD, id.value()) == 1;
  }

  /** Remembers what is told now; false where somebody else has just told it. */
  static boolean tell(Connection connection, Webhook.Id id, boolean failing) throws SQLException {
    int told = failing ? 1 : 0;
    return Sql.update(connection, TELL, told, id.value(), told) == 1;
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
   * @param told what is known now of what was told: whether it is failing
   */
  void committed(Map<Webhook.Id, WebhookHealth> healths, Map<Webhook.Id, Boolean> told) {
    written.putAll(healths);
    told.forEach(
        (id, failing) -> {
          if (failing) {
            quiet.remove(id);
          } else {
            quiet.add(id);
          }
        });
  }

  /** To be called where it is not known what was committed. */
  void unknown() {
    written.clear();
    quiet.clear();
  }
}
