package dev.carillon.samples.embedded;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * One order.
 *
 * @param number never comes twice
 * @param item what was ordered: letters, digits and hyphens
 */
record Order(int number, String item) {

  /** What webhooks subscribe to. */
  static final EventType PLACED = new EventType("order.placed");

  /** The shop's own table. */
  static final String TABLE =
      "create table if not exists orders (number integer primary key, item text not null)";

  Order {
    if (!item.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("no such item: " + item);
    }
  }

  /** What webhooks are told. The bytes are stored, signed and sent as they are here. */
  Event placed() {
    String json = "{\"number\":%d,\"item\":\"%s\"}".formatted(number, item);
    return Event.of(PLACED, "order-" + number, Instant.now(), Snapshot.of(json));
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
