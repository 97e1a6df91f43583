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
  private final RedeliveryRows redeliveries;
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
    this.redeliveries = new RedeliveryRows(context);
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

  @Override
  public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    return read(
        Sql.of(
            DUE,
            webhook.value(),
            context.owner(),
            Columns.micros(until),
            Columns.micros(after.dueAt()),
            after.sequence(),
            limit));
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    Sql count = Sql.of(DUE_COUNT, webhook.value(), context.owner(), Columns.micros(until), max);
    return context.database().<Long>read(count::number).intValue();
  }

  @Override
  public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    // asked before the rows are read: nothing with a smaller sequence comes after them
    long behind = complete.getAsLong() + 1;
    return context
        .database()
        .read(
            connection -> {
              long key = WebhookCache.key(connection, webhook);
              return Sql.of(inSequence, key, afterSequence, key, behind, context.owner(), limit)
                  .list(connection, DeliveryRow::readDue);
            });
  }

  @Override
  public List<DueDelivery> ofEvent(Event.Id event) {
    return read(Sql.of(ofEvent, event.value(), context.owner()));
  }

  private List<DueDelivery> read(Sql query) {
    return context.database().read(connection -> query.list(connection, DeliveryRow::readDue));
  }

  @Override
  public Set<Webhook.Id> redelivering() {
    return context.database().read(redeliveries::redelivering);
  }

  @Override
  public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
    return context.database().read(connection -> redeliveries.waiting(connection, webhook, limit));
  }
}
