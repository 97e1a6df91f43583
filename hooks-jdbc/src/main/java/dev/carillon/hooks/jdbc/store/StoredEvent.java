package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An event as it was stored, with its number. */
record StoredEvent(long sequence, Event event) {

  /** What {@link #read} needs of {@code events e}. */
  static final String COLUMNS =
      "e.sequence as event, e.id as event_id, e.type, e.subject, e.time, e.trace, e.snapshot";

  /** The same where events are packed: a snapshot that equals a payload is not stored again. */
  static final String PACKED_COLUMNS =
      COLUMNS
          + ", case when e.snapshot is null then e.fan end as fan"
          + ", case when e.snapshot is null then e.payloads end as payloads";

  static StoredEvent read(ResultSet row, SnapshotReader snapshots) throws SQLException {
    return read(row, row.getBytes("snapshot"), snapshots);
  }

  static StoredEvent readPacked(ResultSet row, SnapshotReader snapshots) throws SQLException {
    byte[] snapshot =
        PackedEvent.snapshot(
            row.getBytes("snapshot"), row.getBytes("fan"), row.getBytes("payloads"));
    return read(row, snapshot, snapshots);
  }

  private static StoredEvent read(ResultSet row, byte[] snapshot, SnapshotReader snapshots)
      throws SQLException {
    EventType type = new EventType(row.getString("type"));
    Event event =
        new Event(
            new Event.Id(row.getString("event_id")),
            type,
            row.getString("subject"),
            Columns.time(row, "time"),
            snapshots.read(type, snapshot));
    String trace = row.getString("trace");
    return new StoredEvent(
        row.getLong("event"), trace == null ? event : event.within(Trace.read(trace)));
  }

  /** Whether an event is still there, and is not swept until this transaction ends. */
  static boolean keep(Connection connection, Dialect dialect, long sequence) throws SQLException {
    return Sql.any(
        connection, "select 1 from events where sequence = ?" + dialect.forKeyShare(), sequence);
  }
}
