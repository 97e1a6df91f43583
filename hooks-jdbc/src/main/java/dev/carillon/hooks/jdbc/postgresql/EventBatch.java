package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryRow;
import dev.carillon.hooks.jdbc.store.RecordedEvent;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events and their deliveries, written with one statement, one round trip. It writes nothing where
 * webhooks have changed or this process was taken over.
 */
final class EventBatch implements Batch {

  private static final String WRITE =
      """
      with recorded as (
        insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot, trace)
        select e.*
        from webhook_set s, nodes n, unnest(
          ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[],
          ?::bytea[], ?::text[]) as e
        where s.revision = ? and n.epoch = ? and n.taken_over_at is null
        returning 1),
      bodies as (
        insert into payloads (sequence, bytes)
        select p.* from unnest(?::bigint[], ?::bytea[]) as p
        where exists (select 1 from recorded)),
      owed as (
        insert into deliveries
          (sequence, id, event, webhook, payload, state, due_at, ended_at, created_at,
           owner, attempts)
        select d.*, ?, 0
        from unnest(
          ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[],
          ?::bigint[], ?::bigint[]) as d
        where exists (select 1 from recorded))
      select count(*) from recorded
      """;

  private final StoredSet webhooks;
  private final long owner;
  private final List<@Nullable Object[]> events = new ArrayList<>();
  private final List<@Nullable Object[]> payloads = new ArrayList<>();
  private final List<@Nullable Object[]> deliveries = new ArrayList<>();

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
   * @param numbers first the event's own, then one for each delivery
   */
  void add(RecordedEvent recorded, long[] numbers) {
    Event event = recorded.fanOut().event();
    long at = Columns.micros(recorded.at());
    events.add(
        new @Nullable Object[] {
          numbers[0],
          event.id().value(),
          event.type().name(),
          Columns.text(event.subject()),
          Columns.micros(event.time()),
          at,
          recorded.ids().size(),
          event.snapshot().bytes(),
          DeliveryRow.stored(event)
        });
    long[] carriers = addPayloads(recorded.fanOut(), numbers);
    List<FanOut.Match> matches = recorded.fanOut().matches();
    for (int i = 0; i < matches.size(); i++) {
      FanOut.Match match = matches.get(i);
      boolean missed = match.missed();
      deliveries.add(
          new @Nullable Object[] {
            numbers[1 + i],
            recorded.ids().get(i).value(),
            numbers[0],
            webhooks.key(match.webhook()),
            missed ? null : (Long) carriers[match.payload()],
            missed ? StateCodes.MISSED : StateCodes.PENDING,
            missed ? null : (Long) at,
            missed ? (Long) at : null,
            at
          });
    }
  }

  /** The number of each payload: that of the first delivery that carries it. */
  private long[] addPayloads(FanOut fanOut, long[] numbers) {
    List<Payload> distinct = fanOut.payloads();
    long[] carriers = new long[distinct.size()];
    for (int i = 0; i < fanOut.matches().size(); i++) {
      FanOut.Match match = fanOut.matches().get(i);
      if (!match.missed() && carriers[match.payload()] == 0) {
        carriers[match.payload()] = numbers[1 + i];
        payloads.add(new Object[] {numbers[1 + i], distinct.get(match.payload()).bytes()});
      }
    }
    return carriers;
  }

  @Override
  public boolean write(Connection connection) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    addColumns(values, connection, events, "bigint text text text bigint bigint int bytea text");
    values.add(webhooks.revision());
    values.add(owner);
    addColumns(values, connection, payloads, "bigint bytea");
    values.add(owner);
    addColumns(
        values,
        connection,
        deliveries,
        "bigint text bigint bigint bigint int bigint bigint bigint");
    return Sql.number(connection, WRITE, values.toArray()) == events.size();
  }

  /** Adds one array for each column. */
  private static void addColumns(
      List<@Nullable Object> values,
      Connection connection,
      List<@Nullable Object[]> rows,
      String types)
      throws SQLException {
    ColumnArrays arrays = new ColumnArrays(connection, rows.size());
    int next = 0;
    for (String type : types.split(" ")) {
      int column = next++;
      values.add(arrays.of(type, row -> rows.get(row)[column]));
    }
  }
}
