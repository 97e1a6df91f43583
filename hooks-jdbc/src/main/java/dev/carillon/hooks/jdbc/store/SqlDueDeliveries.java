package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** What is to be sent, read from tables. */
public final class SqlDueDeliveries implements DueDeliveries {

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

  private static final String DUE_COUNT =
      """
      select count(*) from (
        select 1 from deliveries d
      """
          + PENDING_OF_WEBHOOK
          + """
          and d.due_at <= ? order by d.due_at limit ?) as due
          """;

  private final StoreContext context;
  private final Resends resends;
  private final LongSupplier complete;
  private final String ofEvent;
  private final String inSequence;

  /**
   * What this store has to send.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   */
  public SqlDueDeliveries(StoreContext context, LongSupplier complete) {
    this.context = context;
    this.resends = new Resends(context);
    this.complete = complete;
    Dialect dialect = context.dialect();
    this.ofEvent =
        DeliveryRow.SELECT_DUE
            + "where e.id = ? and d.state = 0 and d.owner = ? and "
            + dialect.ofEvent()
            + " order by d.sequence";
    // what is joined to them is read for those that are wanted only
    this.inSequence =
        DeliveryRow.SELECT_DUE
            + "where d.sequence in (select o.sequence from deliveries o where "
            + dialect.ofWebhook("o", StateCodes.PENDING)
            + " and o.owner = ? order by "
            + dialect.ofWebhookOrder("o", false)
            + " limit ?) order by d.sequence";
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    return context.database().read(this::earliestDue);
  }

  @Override
  public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    return context
        .database()
        .read(connection -> due(connection, webhook, new Window(until, after, limit)));
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    return context.database().read(connection -> dueCount(connection, webhook, until, max));
  }

  @Override
  public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    Between between = new Between(afterSequence, complete.getAsLong());
    return context.database().read(connection -> inSequence(connection, webhook, between, limit));
  }

  @Override
  public List<DueDelivery> ofEvent(Event.Id event) {
    return context.database().read(connection -> ofEvent(connection, event));
  }

  @Override
  public Set<Webhook.Id> resending() {
    return context.database().read(resends::resending);
  }

  @Override
  public List<DueDelivery> resends(Webhook.Id webhook, int limit) {
    return context.database().read(connection -> resends.waiting(connection, webhook, limit));
  }

  private Map<Webhook.Id, Instant> earliestDue(Connection connection) throws SQLException {
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

  private List<DueDelivery> due(Connection connection, Webhook.Id webhook, Window window)
      throws SQLException {
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

  private List<DueDelivery> inSequence(
      Connection connection, Webhook.Id webhook, Between between, int limit) throws SQLException {
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

  private List<DueDelivery> ofEvent(Connection connection, Event.Id event) throws SQLException {
    return Sql.list(connection, ofEvent, DeliveryRow::readDue, event.value(), context.owner());
  }

  private int dueCount(Connection connection, Webhook.Id webhook, Instant until, int max)
      throws SQLException {
    return (int)
        Sql.number(
            connection, DUE_COUNT, webhook.value(), context.owner(), Columns.micros(until), max);
  }

  /** Which part of the order of sequences is wanted: from behind the one to the other. */
  private record Between(long after, long last) {}

  /** Which part of the order of due times is wanted. */
  private record Window(Instant until, Place after, int limit) {}
}
