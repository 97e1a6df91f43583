package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.LateDeliveries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Late deliveries have numbers far from their event's: a table of their own leads from one to the
 * other.
 */
record SqliteLateDeliveries(AtomicLong used) implements LateDeliveries {

  /** For a delivery that was swept. */
  static final String FORGET = "delete from late_deliveries where sequence = ?";

  private static final String DELIVERY =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts,
         due_at, ended_at, created_at, first_status, first_at, first_duration,
         first_revision, first_user_agent)
      values (?, ?, ?, ?, ?, 0, ?, 0, ?, null, ?, -1000, 1000000000000000, 2000000000,
        -1000, -1000)
      """;
  private static final String LATE = "insert into late_deliveries (event, sequence) values (?, ?)";

  @Override
  public long number(Connection connection) {
    return used.incrementAndGet();
  }

  @Override
  public void insert(Connection connection, Row row) throws SQLException {
    Sql.update(
        connection,
        DELIVERY,
        row.sequence(),
        row.id(),
        row.event(),
        row.webhook(),
        row.payload(),
        row.owner(),
        row.at(),
        row.createdAt());
    Sql.update(connection, LATE, row.event(), row.sequence());
  }
}
