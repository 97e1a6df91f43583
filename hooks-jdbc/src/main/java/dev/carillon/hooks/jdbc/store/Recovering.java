package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Makes missed deliveries pending. They are read and rendered before the writer's turn comes. */
final class Recovering {

  private static final String MISSED =
      """
      select d.sequence, e.sequence as event, e.id, e.type, e.subject, e.time, e.snapshot
      from deliveries d join events e on e.sequence = d.event
      where d.webhook = (select key from webhooks where id = ? and removed_at is null)
        and d.state = 4 and e.time >= ?
      order by d.sequence limit ?
      """;

  private static final String RECOVER =
      """
      update deliveries set state = 0, payload = ?, owner = ?, due_at = ?, ended_at = null
      where sequence = ? and state = 4
      """;

  private static final String PAYLOAD = "insert into payloads (sequence, bytes) values (?, ?)";

  private final StoreContext context;
  private final String same;

  Recovering(StoreContext context) {
    this.context = context;
    this.same =
        """
        select p.sequence from events e
        join deliveries d on %s
        join payloads p on p.sequence = d.payload
        where e.sequence = ? and p.bytes = ? limit 1
        """
            .formatted(context.wording().ofEvent());
  }

  int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    List<Missed> missed =
        context.database().read(connection -> missed(connection, webhook.id(), since, limit));
    List<Payload> payloads = new ArrayList<>();
    for (Missed one : missed) {
      Event event = one.event(snapshots);
      payloads.add(event.snapshot().render(event, webhook.subscription().projection()));
    }
    return context.database().write(connection -> recover(connection, missed, payloads));
  }

  private static List<Missed> missed(
      Connection connection, Webhook.Id webhook, Instant since, int limit) throws SQLException {
    List<Missed> missed = new ArrayList<>();
    try (var statement = connection.prepareStatement(MISSED)) {
      statement.setString(1, webhook.value());
      statement.setLong(2, Columns.micros(since));
      statement.setInt(3, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          missed.add(Missed.read(row));
        }
      }
    }
    return missed;
  }

  private int recover(Connection connection, List<Missed> missed, List<Payload> payloads)
      throws SQLException {
    int recovered = 0;
    try (var update = connection.prepareStatement(RECOVER);
        var insert = connection.prepareStatement(PAYLOAD)) {
      for (int i = 0; i < missed.size(); i++) {
        Missed one = missed.get(i);
        OptionalLong stored = stored(connection, one.eventSequence(), payloads.get(i));
        if (update(update, one, stored.orElse(one.sequence()))) {
          recovered++;
          if (stored.isEmpty()) {
            insert.setLong(1, one.sequence());
            insert.setBytes(2, payloads.get(i).bytes());
            insert.executeUpdate();
          }
        }
      }
    }
    return recovered;
  }

  private OptionalLong stored(Connection connection, long event, Payload payload)
      throws SQLException {
    try (var statement = connection.prepareStatement(same)) {
      statement.setLong(1, event);
      statement.setBytes(2, payload.bytes());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** False where somebody else was quicker. */
  private boolean update(PreparedStatement statement, Missed missed, long payload)
      throws SQLException {
    statement.setLong(1, payload);
    statement.setLong(2, context.owner());
    statement.setLong(3, Columns.micros(context.clock().instant()));
    statement.setLong(4, missed.sequence());
    return statement.executeUpdate() == 1;
  }

  /** A missed delivery's number, and its event as it was stored. */
  private record Missed(
      long sequence, long eventSequence, Event.Id id, Told told, byte[] snapshot) {

    static Missed read(ResultSet row) throws SQLException {
      return new Missed(
          row.getLong("sequence"),
          row.getLong("event"),
          new Event.Id(row.getString("id")),
          new Told(
              new EventType(row.getString("type")),
              row.getString("subject"),
              Columns.time(row, "time")),
          row.getBytes("snapshot"));
    }

    Event event(SnapshotReader snapshots) {
      return new Event(
          id, told.type(), told.subject(), told.time(), snapshots.read(told.type(), snapshot));
    }
  }

  private record Told(EventType type, String subject, Instant time) {}
}
