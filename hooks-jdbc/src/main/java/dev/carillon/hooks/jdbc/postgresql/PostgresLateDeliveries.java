package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.LateDeliveries;
import java.sql.Connection;
import java.sql.SQLException;

/** Late deliveries are rows as any other: an index leads to them from their event. */
record PostgresLateDeliveries() implements LateDeliveries {

  private static final String DELIVERY =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts, due_at, created_at)
      values (?, ?, ?, ?, ?, 0, ?, 0, ?, ?)
      """;

  @Override
  public long number(Connection connection) throws SQLException {
    return Numbers.takeExactly(connection, 1)[0];
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
  }
}
