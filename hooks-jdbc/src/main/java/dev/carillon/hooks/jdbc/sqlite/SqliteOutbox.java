package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.Recorded;
import dev.carillon.hooks.jdbc.store.States;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records events in SQLite. The numbers of events and deliveries come from memory: no other process
 * can write this file.
 */
final class SqliteOutbox implements Outbox {

  private static final String EVENT =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String PAYLOAD = "insert into payloads (sequence, bytes) values (?, ?)";
  private static final String DELIVERY =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts,
         due_at, ended_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
      """;

  private final StoreContext context;
  private final AtomicLong used;

  SqliteOutbox(StoreContext context, long used) {
    this.context = context;
    this.used = new AtomicLong(used);
  }

  @Override
  public FanOut fanOut(Event event) {
    return FanOut.of(event, context.cache().held().webhooks());
  }

  @Override
  public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
    long revision = WebhookCache.revision(connection);
    StoredSet webhooks = context.cache().at(connection, revision);
    FanOut decided =
        fanOut.revision() == revision ? fanOut : FanOut.of(fanOut.event(), webhooks.webhooks());
    Recorded recorded = Recorded.of(decided, context.clock().instant());
    int count = decided.matches().size();
    long event = used.getAndAdd(count + 1L) + 1;

    insertEvent(connection, recorded, event);
    long[] carriers = insertPayloads(connection, decided, event);
    insertDeliveries(connection, recorded, webhooks, event, carriers);

    long[] sequences = new long[count];
    for (int i = 0; i < count; i++) {
      sequences[i] = event + 1 + i;
    }
    return recorded.receipt(connection, sequences);
  }

  private static void insertEvent(Connection connection, Recorded recorded, long sequence)
      throws SQLException {
    Event event = recorded.fanOut().event();
    try (var statement = connection.prepareStatement(EVENT)) {
      statement.setLong(1, sequence);
      statement.setString(2, event.id().value());
      statement.setString(3, event.type().name());
      statement.setString(4, Columns.text(event.subject()));
      statement.setLong(5, Columns.micros(event.time()));
      statement.setLong(6, Columns.micros(recorded.at()));
      statement.setInt(7, recorded.ids().size());
      statement.setBytes(8, event.snapshot().bytes());
      statement.executeUpdate();
    }
  }

  /** The number of each payload: that of the first delivery that carries it. */
  private static long[] insertPayloads(Connection connection, FanOut fanOut, long event)
      throws SQLException {
    List<Payload> payloads = fanOut.payloads();
    long[] carriers = new long[payloads.size()];
    try (var statement = connection.prepareStatement(PAYLOAD)) {
      for (int i = 0; i < fanOut.matches().size(); i++) {
        FanOut.Match match = fanOut.matches().get(i);
        if (!match.missed() && carriers[match.payload()] == 0) {
          carriers[match.payload()] = event + 1 + i;
          statement.setLong(1, carriers[match.payload()]);
          statement.setBytes(2, payloads.get(match.payload()).bytes());
          statement.executeUpdate();
        }
      }
    }
    return carriers;
  }

  private void insertDeliveries(
      Connection connection, Recorded recorded, StoredSet webhooks, long event, long[] carriers)
      throws SQLException {
    List<FanOut.Match> matches = recorded.fanOut().matches();
    long now = Columns.micros(recorded.at());
    try (var statement = connection.prepareStatement(DELIVERY)) {
      for (int i = 0; i < matches.size(); i++) {
        FanOut.Match match = matches.get(i);
        statement.setLong(1, event + 1 + i);
        statement.setString(2, recorded.ids().get(i).value());
        statement.setLong(3, event);
        statement.setLong(4, webhooks.key(match.webhook()));
        if (match.missed()) {
          statement.setNull(5, Types.BIGINT);
          statement.setInt(6, States.MISSED);
          statement.setNull(8, Types.BIGINT);
          statement.setLong(9, now);
        } else {
          statement.setLong(5, carriers[match.payload()]);
          statement.setInt(6, States.PENDING);
          statement.setLong(8, now);
          statement.setNull(9, Types.BIGINT);
        }
        statement.setLong(7, context.owner());
        statement.setLong(10, now);
        statement.executeUpdate();
      }
    }
  }
}
