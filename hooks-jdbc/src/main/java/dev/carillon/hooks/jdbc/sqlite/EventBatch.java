package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryRow;
import dev.carillon.hooks.jdbc.store.RecordedEvent;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * Events and their deliveries, written table by table. It writes nothing where webhooks have
 * changed.
 */
final class EventBatch implements Batch {

  private static final String EVENT =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot, trace)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String PAYLOAD = "insert into payloads (sequence, bytes) values (?, ?)";
  private static final String DELIVERY =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts,
         due_at, ended_at, created_at, first_status, first_at, first_duration,
         first_revision, first_user_agent)
      values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, -1000, 1000000000000000, 2000000000,
        -1000, -1000)
      """;

  private final StoredSet webhooks;
  private final long owner;
  private final List<Numbered> events = new ArrayList<>();

  /**
   * An empty batch.
   *
   * @param webhooks the set that decided about all its events
   */
  EventBatch(StoredSet webhooks, long owner) {
    this.webhooks = webhooks;
    this.owner = owner;
  }

  /** Which state of all webhooks must still be the newest one. */
  long revision() {
    return webhooks.revision();
  }

  /**
   * Takes an event.
   *
   * @param sequence the event's number; its deliveries have those that follow
   */
  void add(RecordedEvent recorded, long sequence) {
    events.add(new Numbered(recorded, sequence));
  }

  @Override
  public boolean write(Connection connection) throws SQLException {
    if (WebhookCache.revision(connection) != webhooks.revision()) {
      return false;
    }
    each(connection, EVENT, EventBatch::insertEvent);
    each(connection, PAYLOAD, EventBatch::insertPayloads);
    each(connection, DELIVERY, this::insertDeliveries);
    return true;
  }

  private void each(Connection connection, String sql, Sql.Binder<Numbered> insert)
      throws SQLException {
    Sql.run(
        connection,
        sql,
        statement -> {
          for (Numbered event : events) {
            insert.bind(statement, event);
          }
          return events.size();
        });
  }

  private static void insertEvent(PreparedStatement statement, Numbered numbered)
      throws SQLException {
    Event event = numbered.recorded().fanOut().event();
    statement.setLong(1, numbered.sequence());
    statement.setString(2, event.id().value());
    statement.setString(3, event.type().name());
    statement.setString(4, Columns.text(event.subject()));
    statement.setLong(5, Columns.micros(event.time()));
    statement.setLong(6, Columns.micros(numbered.recorded().at()));
    statement.setInt(7, numbered.recorded().ids().size());
    statement.setBytes(8, event.snapshot().bytes());
    statement.setString(9, DeliveryRow.stored(event));
    statement.executeUpdate();
  }

  private static void insertPayloads(PreparedStatement statement, Numbered numbered)
      throws SQLException {
    List<Payload> payloads = numbered.recorded().fanOut().payloads();
    for (int payload = 0; payload < payloads.size(); payload++) {
      statement.setLong(1, numbered.carrier(payload));
      statement.setBytes(2, payloads.get(payload).bytes());
      statement.executeUpdate();
    }
  }

  private void insertDeliveries(PreparedStatement statement, Numbered numbered)
      throws SQLException {
    List<FanOut.Match> matches = numbered.recorded().fanOut().matches();
    long now = Columns.micros(numbered.recorded().at());
    for (int i = 0; i < matches.size(); i++) {
      FanOut.Match match = matches.get(i);
      statement.setLong(1, numbered.sequence() + 1 + i);
      statement.setString(2, numbered.recorded().ids().get(i).value());
      statement.setLong(3, numbered.sequence());
      statement.setLong(4, webhooks.key(match.webhook()));
      if (match.missed()) {
        statement.setNull(5, Types.BIGINT);
        statement.setInt(6, StateCodes.MISSED);
        statement.setNull(8, Types.BIGINT);
        statement.setLong(9, now);
      } else {
        statement.setLong(5, numbered.carrier(match.payload()));
        statement.setInt(6, StateCodes.PENDING);
        statement.setLong(8, now);
        statement.setNull(9, Types.BIGINT);
      }
      statement.setLong(7, owner);
      statement.setLong(10, now);
      statement.executeUpdate();
    }
  }

  /** An event with its number. */
  private record Numbered(RecordedEvent recorded, long sequence) {

    /** The number of a payload: that of the first delivery that carries it. */
    long carrier(int payload) {
      List<FanOut.Match> matches = recorded.fanOut().matches();
      int first = 0;
      while (matches.get(first).payload() != payload) {
        first++;
      }
      return sequence + 1 + first;
    }
  }
}
