package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Bytes that are stored once for all deliveries of an event that send the same. */
final class StoredPayloads {

  private static final String PAYLOAD = "insert into payloads (sequence, bytes) values (?, ?)";

  private final String same;

  StoredPayloads(Dialect dialect) {
    this.same =
        """
        select p.sequence from events e
        join deliveries d on %s
        join payloads p on p.sequence = d.payload
        where e.sequence = ? and p.bytes = ? limit 1
        """
            .formatted(dialect.ofEvent());
  }

  /** The number of a payload with these bytes that the event has; else the one given. */
  long numberOf(Connection connection, long event, Payload payload, long otherwise)
      throws SQLException {
    return Sql.first(connection, same, Sql.NUMBER, event, payload.bytes()).orElse(otherwise);
  }

  /** Stores the bytes under the number of the first delivery that carries them. */
  static void insert(Connection connection, long sequence, Payload payload) throws SQLException {
    Sql.update(connection, PAYLOAD, sequence, payload.bytes());
  }
}
