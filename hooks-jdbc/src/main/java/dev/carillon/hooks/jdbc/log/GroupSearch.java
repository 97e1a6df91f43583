package dev.carillon.hooks.jdbc.log;

import static dev.carillon.hooks.delivery.GroupedState.COUNTED_MAX;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.GroupedState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.GroupedEvent;
import dev.carillon.hooks.jdbc.store.NumberedEvent;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds where an event is that was held for a webhook: a few rows by their keys. */
record GroupSearch(StoreContext context) {

  private static final String HELD =
      """
      select h.subject, h.held_at, h.ready_at, into_event.id as merged_into
      from {events} e join {held_events} h on h.event = e.sequence
        left join {events} into_event on into_event.sequence = h.merged_into
      where e.id = ? and h.webhook = ?
      """;
  private static final String OF_SUBJECT =
      """
      select count(*), min(held_at), max(held_at) from (
        select held_at from {held_events}
        where webhook = ? and subject = ? and ready_at is null limit ?) as held
      """;
  private static final String OF_BATCH =
      """
      select count(*), min(ready_at), max(ready_at) from (
        select ready_at from {held_events}
        where webhook = ? and ready_at is not null and merged_into is null
        order by event limit ?) as held
      """;

  /** A batch is the only delivery of its event. */
  private static final String SENT =
      """
      select g.delivery, g.place, g.bytes, g.carrier, carrier.id as carrier_id,
        split.id as split_of
      from {events} e join {grouped_events} g on g.event = e.sequence
        join {events} carrier on carrier.sequence = g.carrier
        left join {events} split on split.sequence = g.split_of - 1
      where e.id = ? and g.webhook = ? order by g.delivery desc limit 1
      """;

  private static final String MERGED =
      """
      select count(*) from (
        select 1 from {grouped_events} where delivery = ? and place = ? limit ?) as merged
      """;

  Optional<GroupedState> find(Event.Id event, Webhook.Id webhook) {
    return context
        .database()
        .read(
            connection -> {
              long key = WebhookCache.key(connection, webhook);
              Optional<Held> held = Sql.first(connection, HELD, Held::read, event.value(), key);
              return held.isPresent()
                  ? Optional.of(held(connection, key, held.get()))
                  : sent(connection, key, event);
            });
  }

  private static GroupedState held(Connection connection, long key, Held held) throws SQLException {
    Instant since = Columns.instant(held.heldAt());
    if (held.readyAt() == null) {
      Several several =
          Sql.first(connection, OF_SUBJECT, Several::read, key, held.subject(), COUNTED_MAX)
              .filter(found -> found.count() > 0)
              .orElse(held.alone()); // sent between both statements
      return new GroupedState.Debounced(
          since,
          several.count(),
          Columns.instant(several.first()),
          Columns.instant(several.last()));
    }
    Several several =
        Sql.first(connection, OF_BATCH, Several::read, key, COUNTED_MAX)
            .filter(found -> found.count() > 0)
            .orElse(held.alone());
    return new GroupedState.Ready(
        since, held.into(), several.count(), Columns.instant(several.first()));
  }

  private static Optional<GroupedState> sent(Connection connection, long key, Event.Id event)
      throws SQLException {
    Optional<Row> found = Sql.first(connection, SENT, Row::read, event.value(), key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    int merged =
        Sql.first(
                connection,
                MERGED,
                count -> count.getInt(1),
                row.delivery(),
                row.place(),
                COUNTED_MAX)
            .orElseThrow();
    Delivery.Id id = NumberedEvent.deliveryId(row.carrierId(), row.delivery() - row.carrier());
    return Optional.of(
        row.bytes() == GroupedEvent.NOTHING_SENT
            ? new GroupedState.Dropped(id, merged)
            : new GroupedState.Sent(id, row.carrierId(), row.place(), merged, row.splitOf()));
  }

  /** An event that is held. */
  private record Held(
      String subject, long heldAt, @Nullable Long readyAt, Optional<Event.Id> into) {

    static Held read(ResultSet row) throws SQLException {
      long readyAt = row.getLong("ready_at");
      boolean debounced = row.wasNull();
      return new Held(
          row.getString("subject"),
          row.getLong("held_at"),
          debounced ? null : (Long) readyAt,
          Optional.ofNullable(row.getString("merged_into")).map(Event.Id::new));
    }

    Several alone() {
      long from = readyAt == null ? heldAt : readyAt;
      return new Several(1, from, from);
    }
  }

  /** Events that are held together. */
  private record Several(int count, long first, long last) {

    static Several read(ResultSet row) throws SQLException {
      return new Several(row.getInt(1), row.getLong(2), row.getLong(3));
    }
  }

  /** An event that was sent together with others. */
  private record Row(
      long delivery,
      int place,
      int bytes,
      long carrier,
      Event.Id carrierId,
      Optional<Delivery.Id> splitOf) {

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("delivery"),
          row.getInt("place"),
          row.getInt("bytes"),
          row.getLong("carrier"),
          new Event.Id(row.getString("carrier_id")),
          Optional.ofNullable(row.getString("split_of"))
              .map(id -> NumberedEvent.deliveryId(new Event.Id(id), 1)));
    }
  }
}
