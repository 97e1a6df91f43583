package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventWriter;
import dev.carillon.hooks.jdbc.store.NumberedEvent;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * All events of a batch with one statement, one round trip. It writes nothing where webhooks have
 * changed or this process was taken over, and is not taken over before it is done.
 */
final class PostgresEventWriter implements EventWriter {

  static final String WRITE =
      """
      with me as (select 1 %s)
      insert into {events}
        (sequence, id, type, subject, time, recorded_at, fan, trace, payloads, snapshot,
        owned_by, tags, content_type, owner, webhooks_revision)
      select e.*, ?, s.revision
      from me, {webhook_set} s, unnest(
        ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
        ?::bytea[], ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[],
        ?::text[]) as e
      where s.revision = ?
      """;

  private final Supplier<NodeFences> node;

  PostgresEventWriter(Supplier<NodeFences> node) {
    this.node = node;
  }

  @Override
  public boolean write(Connection connection, StoredSet webhooks, List<NumberedEvent> events)
      throws SQLException {
    var columns = new ColumnArrays<>(connection, events);
    boolean lent = Transaction.of(connection).isPresent();
    NodeFences entered = node.get();
    int written =
        Sql.update(
            connection,
            lent ? entered.write() : entered.writeInOwnTransaction(),
            entered.epoch(),
            columns.of("bigint", NumberedEvent::sequence),
            columns.of("text", one -> event(one).id().value()),
            columns.of("text", one -> event(one).type().name()),
            columns.of("text", one -> Columns.text(event(one).subject())),
            columns.of("bigint", one -> Columns.micros(event(one).time())),
            columns.of("bigint", NumberedEvent::at),
            columns.of("bytea", one -> one.packed().fan()),
            columns.of("text", NumberedEvent::trace),
            columns.of("bytea", one -> one.packed().payloads()),
            columns.of("bytea", one -> one.packed().snapshot()),
            columns.of("text", NumberedEvent::owner),
            columns.of("text", NumberedEvent::tags),
            columns.of("text", NumberedEvent::contentType),
            webhooks.revision());
    return written == events.size();
  }

  private static Event event(NumberedEvent one) {
    return one.fanOut().event();
  }
}
