package dev.carillon.hooks.jdbc.postgresql;

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
    try (var statement = connection.prepareStatement(DELIVERY)) {
      statement.setLong(1, row.sequence());
      statement.setString(2, row.id());
      statement.setLong(3, row.event());
      statement.setLong(4, row.webhook());
      statement.setLong(5, row.payload());
      statement.setLong(6, row.owner());
      statement.setLong(7, row.at());
      statement.setLong(8, row.createdAt());
      statement.executeUpdate();
    }
  }
}
