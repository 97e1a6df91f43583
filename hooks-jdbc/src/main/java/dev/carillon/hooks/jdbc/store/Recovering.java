package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
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
        and d.state = 4 and d.state <> 0 and e.time >= ?
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
    Missing wanted = new Missing(webhook.id(), since, limit);
    List<Missed> missed =
        context.database().read(connection -> missed(connection, wanted, snapshots));
    List<Payload> payloads = new ArrayList<>();
    for (Missed one : missed) {
      Projection projection = webhook.subscription().projection();
      payloads.add(one.event().snapshot().render(one.event(), projection));
    }
    return context.database().write(connection -> recover(connection, missed, payloads));
  }

  private static List<Missed> missed(
      Connection connection, Missing wanted, SnapshotReader snapshots) throws SQLException {
    List<Missed> missed = new ArrayList<>();
    try (var statement = connection.prepareStatement(MISSED)) {
      statement.setString(1, wanted.webhook().value());
      statement.setLong(2, Columns.micros(wanted.since()));
      statement.setInt(3, wanted.limit());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          missed.add(Missed.read(row, snapshots));
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

  /** Which missed deliveries to read. */
  private record Missing(Webhook.Id webhook, Instant since, int limit) {}

  /** A missed delivery's number, and its event with the event's number. */
  private record Missed(long sequence, long eventSequence, Event event) {

    static Missed read(ResultSet row, SnapshotReader snapshots) throws SQLException {
      EventType type = new EventType(row.getString("type"));
      Event event =
          new Event(
              new Event.Id(row.getString("id")),
              type,
              row.getString("subject"),
              Columns.time(row, "time"),
              snapshots.read(type, row.getBytes("snapshot")));
      return new Missed(row.getLong("sequence"), row.getLong("event"), event);
    }
  }
}
