package dev.carillon.hooks.testkit.pages;

import dev.carillon.hooks.EventPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Stores orders, and publishes an event of each in the same transaction. */
final class OrderService {

  private final DataSource dataSource;
  private final EventPublisher webhooks;

  OrderService(DataSource dataSource, EventPublisher webhooks) {
    this.dataSource = dataSource;
    this.webhooks = webhooks;
  }

  void place(Order order) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, order);
      webhooks.publish(connection, "order.placed", order.id(), order.json());
      connection.commit(); // closed without it, everything is rolled back
    }
  }

  static void insert(Connection connection, Order order) throws SQLException {
    try (var statement = connection.prepareStatement("insert into orders values (?, ?)")) {
      statement.setString(1, order.id());
      statement.setString(2, order.item());
      statement.executeUpdate();
    }
  }
}
