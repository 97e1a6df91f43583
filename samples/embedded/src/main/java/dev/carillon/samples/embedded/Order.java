package dev.carillon.samples.embedded;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One order.
 *
 * @param number never comes twice
 * @param item what was ordered: letters, digits and hyphens
 */
record Order(int number, String item) {

  /** The shop's own table. */
  static final String TABLE =
      "create table if not exists orders (number integer primary key, item text not null)";

  Order {
    if (!item.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("no such item: " + item);
    }
  }

  String id() {
    return "order-" + number;
  }

  /** What webhooks are sent, byte for byte. */
  String json() {
    return "{\"number\":%d,\"item\":\"%s\"}".formatted(number, item);
  }

  /** Writes the shop's own row. */
  void insert(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("insert into orders values (?, ?)")) {
      statement.setInt(1, number);
      statement.setString(2, item);
      statement.executeUpdate();
    }
  }
}
