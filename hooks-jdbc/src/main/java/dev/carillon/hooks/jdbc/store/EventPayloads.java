package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;

/** The payloads of an event that was recorded long ago, in the event's own row. */
final class EventPayloads {

  private static final String READ = "select payloads from events where sequence = ?";
  private static final String WRITE = "update events set payloads = ? where sequence = ?";

  private EventPayloads() {}

  /** Has the event alone until the transaction ends; false where it is not there any more. */
  static boolean lock(Connection connection, Dialect dialect, long event) throws SQLException {
    return Sql.any(
        connection, "select 1 from events where sequence = ?" + dialect.forUpdate(), event);
  }

  /**
   * Which of the event's payloads has these bytes. They are added where none has; the event must be
   * locked. Empty where it is not there any more.
   */
  static OptionalInt indexOf(Connection connection, long event, Payload payload)
      throws SQLException {
    Optional<byte[]> found = Sql.first(connection, READ, row -> row.getBytes(1), event);
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    byte[] payloads = found.get();
    int index = PackedEvent.indexOf(payloads, payload);
    if (index >= 0) {
      return OptionalInt.of(index);
    }
    Sql.update(connection, WRITE, PackedEvent.appended(payloads, payload), event);
    return OptionalInt.of(PackedEvent.payloadCount(payloads));
  }
}
