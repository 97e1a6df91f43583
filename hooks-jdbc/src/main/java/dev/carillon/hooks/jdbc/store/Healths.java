package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The columns of a webhook's health, and what was written there last. */
final class Healths {

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

  private final Map<Webhook.Id, Health> written = new ConcurrentHashMap<>();

  /** Those that are known to be told as well: the success of a healthy one tells nothing then. */
  private final Set<Webhook.Id> quiet = ConcurrentHashMap.newKeySet();

  static Health select(Connection connection, Webhook.Id id) throws SQLException {
    try (var statement = connection.prepareStatement(SELECT)) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? read(row) : Health.NONE;
      }
    }
  }

  private static Health read(ResultSet row) throws SQLException {
    return new Health(
        Health.Status.valueOf(row.getString("health")),
        row.getInt("failures_in_row"),
        Columns.time(row, "last_failure_at"),
        row.getString("last_error"),
        row.getInt("largest_payload"),
        new Health.Recent(row.getInt("recent_attempts"), row.getLong("recent_failed")));
  }

  /** Whether it is known without a look that an attempt with this outcome tells nothing new. */
  boolean silent(Webhook.Id id, Health after) {
    return switch (after.status()) {
      case NONE, DEGRADED -> true;
      case HEALTHY -> quiet.contains(id);
      case FAILING -> false;
    };
  }

  /** Whether an attempt with this outcome may write to the webhook's row. */
  boolean writes(Webhook.Id id, Health after) {
    Health before = written.get(id);
    return before == null || after.differs(before) || !silent(id, after);
  }

  /** Whether it was told last that this webhook is failing. */
  static boolean toldFailing(Connection connection, Webhook.Id id) throws SQLException {
    try (var statement = connection.prepareStatement(TOLD)) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  /** Remembers what is told now; false where somebody else has just told it. */
  static boolean tell(Connection connection, Webhook.Id id, boolean failing) throws SQLException {
    try (var statement = connection.prepareStatement(TELL)) {
      statement.setInt(1, failing ? 1 : 0);
      statement.setString(2, id.value());
      statement.setInt(3, failing ? 1 : 0);
      return statement.executeUpdate() == 1;
    }
  }

  /** Writes those that have to be written; gives them. */
  Map<Webhook.Id, Health> write(Connection connection, Map<Webhook.Id, Health> healths)
      throws SQLException {
    Map<Webhook.Id, Health> differing = new HashMap<>();
    for (Map.Entry<Webhook.Id, Health> entry : healths.entrySet()) {
      Health before = written.get(entry.getKey());
      if (before == null || entry.getValue().differs(before)) {
        differing.put(entry.getKey(), entry.getValue());
      }
    }
    if (differing.isEmpty()) {
      return differing;
    }
    try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      // in the order given
      for (Webhook.Id id : healths.keySet()) {
        Health health = differing.get(id);
        if (health != null) {
          add(statement, id, health);
        }
      }
      statement.executeBatch();
    }
    return differing;
  }

  private static void add(PreparedStatement statement, Webhook.Id id, Health health)
      throws SQLException {
    statement.setString(1, health.status().name());
    statement.setInt(2, health.failuresInRow());
    statement.setLong(3, Columns.micros(health.lastFailureAt()));
    statement.setString(4, Columns.text(health.lastError()));
    statement.setInt(5, health.largestPayloadBytes());
    statement.setInt(6, health.recent().attempts());
    statement.setLong(7, health.recent().failed());
    statement.setString(8, id.value());
    statement.addBatch();
  }

  /**
   * To be called once what was written is committed.
   *
   * @param healths what was written
   * @param told what is known now of what was told: whether it is failing
   */
  void committed(Map<Webhook.Id, Health> healths, Map<Webhook.Id, Boolean> told) {
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
