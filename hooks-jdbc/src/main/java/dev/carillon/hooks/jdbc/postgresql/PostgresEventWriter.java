package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryRows.NewRow;
import dev.carillon.hooks.jdbc.store.EventWriter;
import dev.carillon.hooks.jdbc.store.NumberedEvent;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events and rows of deliveries, written with one statement, one round trip. It writes nothing
 * where webhooks have changed or this process was taken over, and is not taken over before it is
 * done.
 */
record PostgresEventWriter(long owner) implements EventWriter {

  private static final String WRITE =
      """
      with me as (
        select 1 from nodes where epoch = ? and taken_over_at is null %s),
      recorded as (
        insert into events
          (sequence, id, type, subject, time, recorded_at, fan, trace, payloads, snapshot, owner)
        select e.*, ?
        from me, webhook_set s, unnest(
          ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
          ?::bytea[], ?::text[], ?::bytea[], ?::bytea[]) as e
        where s.revision = ?
        returning 1),
      rows as (
        insert into deliveries
          (sequence, event, webhook, payload, state, attempts, due_at, ended_at, created_at, owner)
        select d.*, ?
        from unnest(
          ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::int[], ?::int[], ?::bigint[],
          ?::bigint[], ?::bigint[]) as d
        where exists (select 1 from recorded))
      select count(*) from recorded
      """;

  private static final String LENT = WRITE.formatted("for key share");

  /** It may be open for long, and must not keep another node from taking over. */
  private static final String OWN = WRITE.formatted("");

  @Override
  public boolean write(
      Connection connection, StoredSet webhooks, List<NumberedEvent> events, List<NewRow> rows)
      throws SQLException {
    Parameters<NumberedEvent> event = new Parameters<>(connection, events);
    event.values.add(owner);
    event.values.add(owner);
    event.add("bigint", NumberedEvent::sequence);
    event.add("text", one -> event(one).id().value());
    event.add("text", one -> event(one).type().name());
    event.add("text", one -> Columns.text(event(one).subject()));
    event.add("bigint", one -> Columns.micros(event(one).time()));
    event.add("bigint", NumberedEvent::at);
    event.add("bytea", one -> one.packed().fan());
    event.add("text", NumberedEvent::trace);
    event.add("bytea", one -> one.packed().payloads());
    event.add("bytea", one -> one.packed().snapshot());
    event.values.add(webhooks.revision());
    Parameters<NewRow> row = new Parameters<>(connection, rows);
    row.values.add(owner);
    row.add("bigint", NewRow::sequence);
    row.add("bigint", NewRow::event);
    row.add("bigint", NewRow::webhook);
    row.add("int", NewRow::payload);
    row.add("int", NewRow::state);
    row.add("int", NewRow::attempts);
    row.add("bigint", NewRow::dueAt);
    row.add("bigint", NewRow::endedAt);
    row.add("bigint", NewRow::createdAt);
    event.values.addAll(row.values);
    String sql = Transaction.of(connection).isPresent() ? LENT : OWN;
    return Sql.number(connection, sql, event.values.toArray()) == events.size();
  }

  private static Event event(NumberedEvent one) {
    return one.fanOut().event();
  }

  /** The parameters of a statement, some of which are columns of rows. */
  private static final class Parameters<T> {

    private final List<@Nullable Object> values = new ArrayList<>();
    private final ColumnArrays arrays;
    private final List<T> rows;

    Parameters(Connection connection, List<T> rows) {
      this.arrays = new ColumnArrays(connection, rows.size());
      this.rows = rows;
    }

    void add(String type, Function<T, @Nullable Object> value) throws SQLException {
      values.add(arrays.of(type, row -> value.apply(rows.get(row))));
    }
  }
}
