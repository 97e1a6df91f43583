package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The columns of a webhook's health, and what was written there last. */
final class Healths {

  private static final String SELECT =
      """
      select health, failures_in_row, last_failure_at, last_error, largest_payload
      from webhooks where id = ? and removed_at is null
      """;
  private static final String UPDATE =
      """
      update webhooks set
        health = ?, failures_in_row = ?, last_failure_at = ?, last_error = ?, largest_payload = ?
      where id = ? and removed_at is null
      """;

  private final Map<Webhook.Id, Health> written = new ConcurrentHashMap<>();

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
        row.getInt("largest_payload"));
  }

  /** Whether this status is known to be the stored one; false where that is not known. */
  boolean knownAs(Webhook.Id id, Health.Status status) {
    Health last = written.get(id);
    return last != null && last.status() == status;
  }

  /** Writes those that are not as they were written last. */
  void write(Connection connection, Map<Webhook.Id, Health> healths) throws SQLException {
    if (written.entrySet().containsAll(healths.entrySet())) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      for (Map.Entry<Webhook.Id, Health> entry : healths.entrySet()) {
        if (!entry.getValue().equals(written.get(entry.getKey()))) {
          add(statement, entry.getKey(), entry.getValue());
        }
      }
      statement.executeBatch();
    }
  }

  private static void add(PreparedStatement statement, Webhook.Id id, Health health)
      throws SQLException {
    statement.setString(1, health.status().name());
    statement.setInt(2, health.failuresInRow());
    statement.setLong(3, Columns.micros(health.lastFailureAt()));
    statement.setString(4, Columns.text(health.lastError()));
    statement.setInt(5, health.largestPayloadBytes());
    statement.setString(6, id.value());
    statement.addBatch();
  }

  /** To be called once what was written is committed. */
  void committed(Map<Webhook.Id, Health> healths) {
    written.putAll(healths);
  }

  /** To be called where it is not known what was committed. */
  void unknown() {
    written.clear();
  }
}
