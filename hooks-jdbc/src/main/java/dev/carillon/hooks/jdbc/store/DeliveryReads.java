package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Deliveries.Place;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
    String condition = context.wording().ofEvent();
    this.ofEvent =
        DeliveryRow.SELECT_DUE
            + "where e.id = ? and d.state = 0 and d.owner = ? and "
            + condition
            + " order by d.sequence";
    this.find = DeliveryRow.SELECT + DeliveryRow.byId(condition);
    IndexOrder lanes = context.wording().lanes();
    this.list =
        DeliveryRow.SELECT + "where d.sequence in (" + newest(lanes) + ") order by d.sequence";
    // what is joined to them is read for those that are wanted only
    this.inSequence =
        DeliveryRow.SELECT_DUE
            + "where d.sequence in (select o.sequence from deliveries o where "
            + lanes.ofWebhook("o", States.PENDING)
            + " and o.owner = ? order by "
            + lanes.ofWebhookOrder("o", false)
            + " limit ?) order by d.sequence";
  }

  /**
   * One index serves the list of each state but pending, which has its own, and, merged from five,
   * the list of all.
   */
  private static String newest(IndexOrder lanes) {
    List<String> states = new ArrayList<>();
    for (int state = 0; state < States.NAMES.size(); state++) {
      states.add(
          """
          select * from (
            select o.sequence from deliveries o where %s
            order by %s limit ?) as s%d
          """
              .formatted(lanes.ofWebhook("o", state), lanes.ofWebhookOrder("o", false), state));
    }
    return "select sequence from ("
        + String.join(" union all ", states)
        + ") as every order by sequence limit ?";
  }

  Map<Webhook.Id, Instant> earliestDue(Connection connection) throws SQLException {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    try (var statement = connection.prepareStatement(EARLIEST)) {
      statement.setLong(1, context.owner());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long dueAt = row.getLong("due_at");
          if (!row.wasNull()) {
            earliest.put(new Webhook.Id(row.getString("id")), Columns.instant(dueAt));
          }
        }
      }
    }
    return earliest;
  }

  List<Due> due(Connection connection, Webhook.Id webhook, Window window) throws SQLException {
    try (var statement = connection.prepareStatement(DUE)) {
      statement.setString(1, webhook.value());
      statement.setLong(2, context.owner());
      statement.setLong(3, Columns.micros(window.until()));
      statement.setLong(4, Columns.micros(window.after().dueAt()));
      statement.setLong(5, window.after().sequence());
      statement.setInt(6, window.limit());
      return readDue(statement);
    }
  }

  List<Due> inSequence(Connection connection, Webhook.Id webhook, Between between, int limit)
      throws SQLException {
    long key = key(connection, webhook);
    try (var statement = connection.prepareStatement(inSequence)) {
      statement.setLong(1, key);
      statement.setLong(2, between.after());
      statement.setLong(3, key);
      statement.setLong(4, between.last() + 1);
      statement.setLong(5, context.owner());
      statement.setInt(6, limit);
      return readDue(statement);
    }
  }

  List<Due> ofEvent(Connection connection, Event.Id event) throws SQLException {
    try (var statement = connection.prepareStatement(ofEvent)) {
      statement.setString(1, event.value());
      statement.setLong(2, context.owner());
      return readDue(statement);
    }
  }

  Optional<Delivery> find(Connection connection, Delivery.Id id) throws SQLException {
    try (var statement = connection.prepareStatement(find)) {
      DeliveryRow.setId(statement, id);
      return read(statement).stream().findFirst();
    }
  }

  List<Delivery> list(Connection connection, Webhook.Id webhook, long after, int limit)
      throws SQLException {
    long key = key(connection, webhook);
    try (var statement = connection.prepareStatement(list)) {
      int index = 1;
      for (int state = 0; state < States.NAMES.size(); state++) {
        statement.setLong(index++, key);
        statement.setLong(index++, after);
        statement.setLong(index++, key);
        statement.setLong(index++, Long.MAX_VALUE);
        statement.setInt(index++, limit);
      }
      statement.setInt(index, limit);
      return read(statement);
    }
  }

  int dueCount(Connection connection, Webhook.Id webhook, Instant until, int max)
      throws SQLException {
    try (var statement = connection.prepareStatement(DUE_COUNT)) {
      statement.setString(1, webhook.value());
      statement.setLong(2, context.owner());
      statement.setLong(3, Columns.micros(until));
      statement.setInt(4, max);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  long missed(Connection connection, Webhook.Id webhook) throws SQLException {
    try (var statement = connection.prepareStatement(MISSED)) {
      statement.setString(1, webhook.value());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  Map<String, Long> counts(Connection connection, Webhook.Id webhook) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    States.NAMES.forEach(name -> counts.put(name, 0L));
    try (var statement = connection.prepareStatement(COUNTS)) {
      statement.setString(1, webhook.value());
      statement.setString(2, webhook.value());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counts.put(States.NAMES.get(row.getInt(1)), row.getLong(2));
        }
      }
    }
    return counts;
  }

  /** The key of a webhook, removed or not; -1 = there is none. */
  private static long key(Connection connection, Webhook.Id webhook) throws SQLException {
    try (var statement = connection.prepareStatement("select key from webhooks where id = ?")) {
      statement.setString(1, webhook.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : -1;
      }
    }
  }

  private static List<Due> readDue(PreparedStatement statement) throws SQLException {
    List<Due> due = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        due.add(DeliveryRow.readDue(row));
      }
    }
    return due;
  }

  private static List<Delivery> read(PreparedStatement statement) throws SQLException {
    List<Delivery> deliveries = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        deliveries.add(DeliveryRow.read(row));
      }
    }
    return deliveries;
  }

  /** Which part of the order of sequences is wanted: from behind the one to the other. */
  record Between(long after, long last) {}

  /** Which part of the order of due times is wanted. */
  record Window(Instant until, Place after, int limit) {}
}
