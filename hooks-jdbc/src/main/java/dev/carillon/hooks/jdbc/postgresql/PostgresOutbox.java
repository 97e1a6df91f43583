package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.HooksException;
import dev.carillon.hooks.HooksException.Code;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.Recorded;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Records events in PostgreSQL: one statement, one round trip. It writes nothing where webhooks
 * have changed or this process was taken over.
 */
final class PostgresOutbox implements Outbox {

  private static final String RECORD =
      """
      with event as (
        insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
        select nextval('delivery_sequence'), ?, ?, ?, ?, ?, ?, ?
        from webhook_set s, nodes n
        where s.revision = ? and n.epoch = ? and n.taken_over_at is null
        returning sequence, recorded_at),
      numbered as (
        select nextval('delivery_sequence') as sequence, m.id, m.webhook, m.payload, m.place
        from event, unnest(?::text[], ?::bigint[], ?::int[])
          with ordinality as m (id, webhook, payload, place)),
      carriers as (
        select payload, min(sequence) as sequence from numbered where payload >= 0
        group by payload),
      bodies as (
        insert into payloads (sequence, bytes)
        select c.sequence, b.bytes
        from carriers c
        join unnest(?::bytea[]) with ordinality as b (bytes, place) on b.place = c.payload + 1),
      recorded as (
        insert into deliveries
          (sequence, id, event, webhook, payload, state, owner, attempts,
           due_at, ended_at, created_at)
        select n.sequence, n.id, e.sequence, n.webhook, c.sequence,
          case when n.payload < 0 then 4 else 0 end, ?, 0,
          case when n.payload < 0 then null else e.recorded_at end,
          case when n.payload < 0 then e.recorded_at end,
          e.recorded_at
        from event e cross join numbered n left join carriers c on c.payload = n.payload)
      select e.sequence as event, n.sequence as delivery
      from event e left join numbered n on true order by n.place
      """;

  private static final String STILL_ENTERED =
      "select 1 from nodes where epoch = ? and taken_over_at is null";

  private final StoreContext context;

  PostgresOutbox(StoreContext context) {
    this.context = context;
  }

  @Override
  public FanOut fanOut(Event event) {
    return FanOut.of(event, context.cache().held().webhooks());
  }

  @Override
  public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
    StoredSet held = context.cache().held();
    Optional<Receipt> receipt =
        fanOut.revision() == held.revision() ? record(connection, fanOut, held) : Optional.empty();
    while (receipt.isEmpty()) {
      checkNotTakenOver(connection);
      StoredSet newest = context.cache().at(connection, WebhookCache.revision(connection));
      receipt = record(connection, FanOut.of(fanOut.event(), newest.webhooks()), newest);
    }
    return receipt.get();
  }

  private Optional<Receipt> record(Connection connection, FanOut fanOut, StoredSet webhooks)
      throws SQLException {
    Recorded recorded = Recorded.of(fanOut, context.clock().instant());
    try (var statement = connection.prepareStatement(RECORD)) {
      setEvent(statement, recorded);
      statement.setLong(8, fanOut.revision());
      statement.setLong(9, context.owner());
      setMatches(connection, statement, recorded, webhooks);
      statement.setLong(14, context.owner());
      return receipt(connection, statement, recorded);
    }
  }

  private static void setEvent(PreparedStatement statement, Recorded recorded)
      throws SQLException {
    Event event = recorded.fanOut().event();
    statement.setString(1, event.id().value());
    statement.setString(2, event.type().name());
    statement.setString(3, Columns.text(event.subject()));
    statement.setLong(4, Columns.micros(event.time()));
    statement.setLong(5, Columns.micros(recorded.at()));
    statement.setInt(6, recorded.ids().size());
    statement.setBytes(7, event.snapshot().bytes());
  }

  private static void setMatches(
      Connection connection, PreparedStatement statement, Recorded recorded, StoredSet webhooks)
      throws SQLException {
    List<FanOut.Match> matches = recorded.fanOut().matches();
    Object[] ids = recorded.ids().stream().map(id -> (Object) id.value()).toArray();
    Object[] keys = matches.stream().map(match -> webhooks.key(match.webhook())).toArray();
    Object[] payloads = matches.stream().map(match -> (Object) match.payload()).toArray();
    byte[][] bodies =
        recorded.fanOut().payloads().stream().map(Payload::bytes).toArray(byte[][]::new);
    statement.setArray(10, connection.createArrayOf("text", ids));
    statement.setArray(11, connection.createArrayOf("bigint", keys));
    statement.setArray(12, connection.createArrayOf("int", payloads));
    statement.setArray(13, connection.createArrayOf("bytea", bodies));
  }

  private static Optional<Receipt> receipt(
      Connection connection, PreparedStatement statement, Recorded recorded) throws SQLException {
    long[] sequences = new long[recorded.ids().size()];
    int rows = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        long sequence = row.getLong("delivery");
        if (!row.wasNull()) {
          sequences[rows] = sequence;
        }
        rows++;
      }
    }
    return rows == 0 ? Optional.empty() : Optional.of(recorded.receipt(connection, sequences));
  }

  private void checkNotTakenOver(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(STILL_ENTERED)) {
      statement.setLong(1, context.owner());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new HooksException(
              Code.STORE_LOCKED, "another node has taken over from this one; start it again");
        }
      }
    }
  }
}
