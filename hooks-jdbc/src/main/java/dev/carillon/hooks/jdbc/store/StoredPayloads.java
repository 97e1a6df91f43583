package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Payload;
import java.sql.Connection;
import java.sql.SQLException;

/** Bytes that are stored once for all deliveries of an event that send the same. */
final class StoredPayloads {

  private static final String PAYLOAD = "insert into payloads (sequence, bytes) values (?, ?)";

  private final String same;

  StoredPayloads(Dialect wording) {
    this.same =
        """
        select p.sequence from events e
        join deliveries d on %s
        join payloads p on p.sequence = d.payload
        where e.sequence = ? and p.bytes = ? limit 1
        """
            .formatted(wording.ofEvent());
  }

  /** The number of a payload with these bytes that the event has; else the one given. */
  long numberOf(Connection connection, long event, Payload payload, long otherwise)
      throws SQLException {
    try (var statement = connection.prepareStatement(same)) {
      statement.setLong(1, event);
      statement.setBytes(2, payload.bytes());
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : otherwise;
      }
    }
  }

  /** Stores the bytes under the number of the first delivery that carries them. */
  static void insert(Connection connection, long sequence, Payload payload) throws SQLException {
    try (var statement = connection.prepareStatement(PAYLOAD)) {
      statement.setLong(1, sequence);
      statement.setBytes(2, payload.bytes());
      statement.executeUpdate();
    }
  }
}
