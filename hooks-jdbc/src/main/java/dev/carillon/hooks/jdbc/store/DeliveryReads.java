package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Deliveries.Place;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is read of deliveries. */
final class DeliveryReads {

  private static final String PENDING_OF_WEBHOOK =
      """
      where d.webhook = (select key from webhooks where id = ?) and d.state = 0 and d.owner = ?
      """;

  private static final String EARLIEST =
      """
      select w.id, (
        select d.due_at from deliveries d
        where d.webhook = w.key and d.state = 0 and d.owner = ? order by d.due_at limit 1) as due_at
      from webhooks w where w.removed_at is null
      """;

  private static final String DUE =
      DeliveryRow.SELECT_DUE
          + PENDING_OF_WEBHOOK
          + """
          and d.due_at <= ? and (d.due_at, d.sequence) > (?, ?)
          order by d.due_at, d.sequence limit ?
          """;

  private static final String COUNTS =
      """
      select 0, count(*) from deliveries
      where webhook = (select key from webhooks where id = ?) and state = 0
      union all
      select state, count(*) from deliveries
      where webhook = (select key from webhooks where id = ?) and state <> 0 group by state
      """;

  private static final String DUE_COUNT =
      """
      select count(*) from (
        select 1 from deliveries d
      """
          + PENDING_OF_WEBHOOK
          + """
          and d.due_at <= ? order by d.due_at limit ?) as due
          """;

  private static final String MISSED =
      """
      select count(*) from deliveries
      where webhook = (select key from webhooks where id = ?) and state = 4 and state <> 0
      """;

  private final StoreContext context;
  private final String ofEvent;
  private final String find;
  private final String list;
  private final String inSequence;

  DeliveryReads(StoreContext context) {
    this.context = context;
    String condition = context.dialect().ofEvent();
    this.ofEvent =
        DeliveryRow.SELECT_DUE
            + "where e.id = ? and d.state = 0 and d.owner = ? and "
            + condition
            + " order by d.sequence";
    this.find = DeliveryRow.SELECT + DeliveryRow.byId(condition);
    Dialect dialect = context.dialect();
    this.list =
        DeliveryRow.SELECT + "where d.sequence in (" + newest(dialect) + ") order by d.sequence";
    // what is joined to them is read for those that are wanted only
    this.inSequence =
        DeliveryRow.SELECT_DUE
            + "where d.sequence in (select o.sequence from deliveries o where "
            + dialect.ofWebhook("o", States.PENDING)
            + " and o.owner = ? order by "
            + dialect.ofWebhookOrder("o", false)
            + " limit ?) order by d.sequence";
  }

  /**
   * One index serves the list of each state but pending, which has its own, and, merged from five,
   * the list of all.
   */
  private static String newest(Dialect dialect) {
    List<String> states = new ArrayList<>();
    for (int state = 0; state < States.NAMES.size(); state++) {
      states.add(
          """
          select * from (
            select o.sequence from deliveries o where %s
            order by %s limit ?) as s%d
          """
              .formatted(dialect.ofWebhook("o", state), dialect.ofWebhookOrder("o", false), state));
    }
    return "select sequence from ("
        + String.join(" union all ", states)
        + ") as every order by sequence limit ?";
  }

  Map<Webhook.Id, Instant> earliestDue(Connection connection) throws SQLException {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    Sql.each(
        connection,
        EARLIEST,
        row -> {
          long dueAt = row.getLong("due_at");
          if (!row.wasNull()) {
            earliest.put(new Webhook.Id(row.getString("id")), Columns.instant(dueAt));
          }
        },
        context.owner());
    return earliest;
  }

  List<Due> due(Connection connection, Webhook.Id webhook, Window window) throws SQLException {
    return Sql.list(
        connection,
        DUE,
        DeliveryRow::readDue,
        webhook.value(),
        context.owner(),
        Columns.micros(window.until()),
        Columns.micros(window.after().dueAt()),
        window.after().sequence(),
        window.limit());
  }

  List<Due> inSequence(Connection connection, Webhook.Id webhook, Between between, int limit)
      throws SQLException {
    long key = WebhookCache.key(connection, webhook);
    return Sql.list(
        connection,
        inSequence,
        DeliveryRow::readDue,
        key,
        between.after(),
        key,
        between.last() + 1,
        context.owner(),
        limit);
  }

  List<Due> ofEvent(Connection connection, Event.Id event) throws SQLException {
    return Sql.list(connection, ofEvent, DeliveryRow::readDue, event.value(), context.owner());
  }

  Optional<Delivery> find(Connection connection, Delivery.Id id) throws SQLException {
    return Sql.first(connection, find, DeliveryRow::read, DeliveryRow.parametersOf(id));
  }

  List<Delivery> list(Connection connection, Webhook.Id webhook, long after, int limit)
      throws SQLException {
    long key = WebhookCache.key(connection, webhook);
    List<Object> values = new ArrayList<>();
    for (int state = 0; state < States.NAMES.size(); state++) {
      values.addAll(List.of(key, after, key, Long.MAX_VALUE, limit));
    }
    values.add(limit);
    return Sql.list(connection, list, DeliveryRow::read, values.toArray());
  }

  int dueCount(Connection connection, Webhook.Id webhook, Instant until, int max)
      throws SQLException {
    return (int)
        Sql.number(
            connection, DUE_COUNT, webhook.value(), context.owner(), Columns.micros(until), max);
  }

  long missed(Connection connection, Webhook.Id webhook) throws SQLException {
    return Sql.number(connection, MISSED, webhook.value());
  }

  Map<String, Long> counts(Connection connection, Webhook.Id webhook) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    States.NAMES.forEach(name -> counts.put(name, 0L));
    Sql.each(
        connection,
        COUNTS,
        row -> counts.put(States.NAMES.get(row.getInt(1)), row.getLong(2)),
        webhook.value(),
        webhook.value());
    return counts;
  }

  /** Which part of the order of sequences is wanted: from behind the one to the other. */
  record Between(long after, long last) {}

  /** Which part of the order of due times is wanted. */
  record Window(Instant until, Place after, int limit) {}
}
