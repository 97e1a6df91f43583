package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.jdbc.packed.ContentTypes;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An event as it was stored, with its number. */
record StoredEvent(long sequence, Event event) {

  /** What {@link #read} needs of {@code events e}; a snapshot may lie among the payloads. */
  static final String COLUMNS =
      """
      e.sequence as event, e.id as event_id, e.type, e.subject, e.time, e.trace, e.owned_by, e.tags,
        e.content_type, e.snapshot,
        case when e.snapshot is null then e.fan end as fan,
        case when e.snapshot is null then e.payloads end as payloads
      """;

  static StoredEvent read(ResultSet row, SnapshotReader snapshots) throws SQLException {
    byte[] snapshot =
        PackedEvent.snapshot(
            row.getBytes("snapshot"), row.getBytes("fan"), row.getBytes("payloads"));
    EventType type = new EventType(row.getString("type"));
    Event.Id id = new Event.Id(row.getString("event_id"));
    String trace = row.getString("trace");
    Event event =
        new Event(
            id,
            type,
            row.getString("subject"),
            Columns.time(row, "time"),
            snapshots.read(type, snapshot),
            trace == null ? Trace.of(id) : Trace.read(trace),
            Columns.owner(row),
            Columns.tags(row));
    ContentTypes types = ContentTypes.read(row.getString("content_type"));
    return new StoredEvent(row.getLong("event"), types.typed(event));
  }
}
