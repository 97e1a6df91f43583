package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Held;
import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.NumberedEvent;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what is held for webhooks, and what was sent together. */
record GroupedEventLog(StoreContext context) {

  private static final String MEMBERS =
      """
      select e.id, e.type, e.subject, e.time, g.place
      from {grouped_events} g join {events} e on e.sequence = g.event
      where g.delivery = ? order by g.place, g.event limit ?
      """;

  /** A batch is the only delivery of its event. */
  private static final String SPLIT_OF =
      """
      select e.id from {grouped_events} g join {events} e on e.sequence = g.split_of - 1
      where g.delivery = ? limit 1
      """;

  private static final String HELD =
      """
      select count(*), min(held_at) from (
        select held_at from {held_events}
        where webhook = (select key from {webhooks} where id = ?) order by event limit ?) as held
      """;

  List<Member> events(Delivery.Id id, int limit) {
    return context
        .database()
        .read(
            connection ->
                Sql.list(
                    connection,
                    MEMBERS,
                    row ->
                        new Member(
                            new Event.Id(row.getString("id")),
                            new EventType(row.getString("type")),
                            row.getString("subject"),
                            Columns.time(row, "time"),
                            row.getInt("place")),
                    sequence(connection, id),
                    limit));
  }

  Optional<Delivery.Id> splitOf(Delivery.Id id) {
    return context
        .database()
        .read(
            connection ->
                Sql.first(
                    connection,
                    SPLIT_OF,
                    row -> NumberedEvent.deliveryId(new Event.Id(row.getString("id")), 1),
                    sequence(connection, id)));
  }

  private long sequence(Connection connection, Delivery.Id id) throws SQLException {
    return DeliveryReader.atOneMoment(context, connection)
        .find(id)
        .map(StoredDelivery::sequence)
        .orElse(-1L);
  }

  Held held(Webhook webhook, int max) {
    Grouping grouping = webhook.grouping();
    Duration longest = grouping.batchWait();
    if (grouping.debounces()) {
      longest = longest.plus(grouping.maxWait());
    }
    Duration wait = longest;
    return context
        .database()
        .read(
            connection ->
                Sql.first(
                        connection,
                        HELD,
                        row ->
                            row.getLong(1) == 0
                                ? Held.NOTHING
                                : new Held(
                                    new Count(Math.min(row.getLong(1), max), row.getLong(1) > max),
                                    Columns.instant(row.getLong(2)).plus(wait)),
                        webhook.id().value(),
                        max + 1)
                    .orElse(Held.NOTHING));
  }
}
