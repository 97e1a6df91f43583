package dev.carillon.hooks;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Records events. Code that publishes takes this, so that its tests can do without a database:
 * {@code hooks-testkit} has one that only remembers.
 */
public interface EventPublisher {

  /**
   * Records an event in the transaction of this connection: both live or die together.
   *
   * @param connection not in auto-commit mode. On SQLite only the one that {@link
   *     Hooks#transaction} lends
   * @param type what kind of thing happened, such as {@code order.placed}, as {@link EventType}
   *     allows
   * @param subject the id of what it happened to; webhooks that ask for it get the events of one
   *     subject in their order
   * @param json what webhooks are sent, byte for byte, in UTF-8
   * @throws IllegalArgumentException if one of them is not allowed; the message says what is
   * @throws IllegalStateException if the connection has no transaction, or one that only reads; if
   *     another {@code Hooks} lent it
   * @throws dev.carillon.hooks.delivery.HooksException if another process has taken over from this
   *     one, because this was closed, or was suspended for longer than its lease and cannot go on
   *     in this transaction; the transaction is to be rolled back then
   * @throws SQLException if the database failed; the transaction is to be rolled back then
   */
  default Published publish(Connection connection, String type, String subject, String json)
      throws SQLException {
    return publish(
        connection, Event.of(new EventType(type), subject, Instant.now(), Snapshot.of(json)));
  }

  /**
   * Records an event with an id, a time, a trace or a snapshot of your own; otherwise as {@link
   * #publish(Connection, String, String, String)}.
   */
  Published publish(Connection connection, Event event) throws SQLException;
}
