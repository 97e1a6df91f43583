package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Fan;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What is to be sent. What is open is found in memory, its bytes in the row of its event; what
 * waits for a retry has a row. Memory is asked first, then the database at one moment: what that
 * says is no longer open, or has a row, is not taken from memory.
 */
public final class SqlDueDeliveries implements DueDeliveries {

  private static final String OF_WEBHOOK = "where d.webhook = ? and d.state = 0 and d.owner = ? ";
  private static final String DUE =
      OF_WEBHOOK
          + """
          and d.due_at <= ? and (d.due_at, d.sequence) > (?, ?)
          order by d.due_at, d.sequence limit ?
          """;
  private static final String DUE_COUNT =
      """
      select count(*) from (
        select 1 from deliveries d
      """
          + OF_WEBHOOK
          + "and d.due_at <= ? order by d.due_at limit ?) as due";
  private static final String EARLIEST =
      """
      select w.key, w.id, (
        select d.due_at from deliveries d
        where d.webhook = w.key and d.state = 0 and d.owner = ? order by d.due_at limit 1) as due_at
      from webhooks w where w.removed_at is null
      """;

  private static final Comparator<DueDelivery> BY_DUE_TIME =
      Comparator.comparing(DueDelivery::dueAt).thenComparingLong(due -> due.delivery().sequence());
  private static final Comparator<DueDelivery> BY_SEQUENCE =
      Comparator.comparingLong(due -> due.delivery().sequence());

  private final StoreContext context;
  private final RedeliveryRows redeliveries;
  private final LongSupplier complete;
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
    this.inSequence =
        "where d.sequence in (select o.sequence from deliveries o where "
            + context.dialect().between("o", StateCodes.PENDING, "?", "?", "?")
            + " and o.owner = ? order by "
            + context.dialect().ofWebhookOrder("o", false)
            + " limit ?) order by d.sequence";
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    Map<Long, Long> open =
        context.read(
            now -> {
              Map<Long, Long> earliest = new HashMap<>();
              for (long webhook : now.webhooks()) {
                now.set(webhook).earliest().ifPresent(time -> earliest.put(webhook, time));
              }
              return earliest;
            });
    return context.database().read(connection -> earliest(connection, open));
  }

  private Map<Webhook.Id, Instant> earliest(Connection connection, Map<Long, Long> open)
      throws SQLException {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    // another node has given rows to all that memory says is open, and nobody tells memory
    boolean takenOver = Marks.of(connection, context.owner()) == Marks.ALL_RESOLVED;
    Sql.each(
        connection,
        EARLIEST,
        row -> {
          Webhook.Id id = new Webhook.Id(row.getString("id"));
          long recordedAt =
              takenOver ? Long.MAX_VALUE : open.getOrDefault(row.getLong("key"), Long.MAX_VALUE);
          long dueAt = row.getLong("due_at");
          long first = row.wasNull() ? recordedAt : Math.min(dueAt, recordedAt);
          if (first < Long.MAX_VALUE) {
            earliest.put(id, Columns.instant(first));
          }
        },
        context.owner());
    return earliest;
  }

  @Override
  public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    long key = key(webhook);
    long time = Columns.micros(until);
    long afterTime = Columns.micros(after.dueAt());
    List<Open> open =
        context.read(now -> now.set(key).due(time, afterTime, after.sequence(), limit));
    Sql rows = Sql.of(DUE, key, context.owner(), time, afterTime, after.sequence(), limit);
    return merged(webhook, open, rows, limit, BY_DUE_TIME);
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    long key = key(webhook);
    long time = Columns.micros(until);
    Sql rows = Sql.of(DUE_COUNT, key, context.owner(), time, max);
    long count =
        context.atOneVersion(
            () ->
                context.database().<Long>read(rows::number)
                    + context.read(now -> now.set(key).dueCount(time, max)));
    return (int) Math.min(count, max);
  }

  @Override
  public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    // asked before anything is read: nothing with a smaller sequence comes after them
    long behind = context.open().inOrder() ? Long.MAX_VALUE : complete.getAsLong() + 1;
    long key = key(webhook);
    Slice slice =
        context.read(now -> new Slice(now.set(key).after(afterSequence, behind, limit), now.top()));
    // of what is recorded from now on memory may be told after the database
    long until = context.open().inOrder() ? slice.top() + 1 : behind;
    Sql rows = Sql.of(inSequence, key, afterSequence, key, until, context.owner(), limit);
    return merged(webhook, slice.open(), rows, limit, BY_SEQUENCE);
  }

  /** The number of a webhook; -1 = there is none. */
  private long key(Webhook.Id webhook) {
    Long known = context.cache().held().keys().get(webhook);
    return known != null
        ? known
        : context.database().<Long>read(connection -> WebhookCache.key(connection, webhook));
  }

  private List<DueDelivery> merged(
      Webhook.Id webhook, List<Open> open, Sql rows, int limit, Comparator<DueDelivery> order) {
    Read read = context.database().read(connection -> read(connection, open, rows));
    Predicate<Open> stillOpen =
        context.read(
            now -> {
              Set<Long> still = new HashSet<>();
              for (Open one : open) {
                if (now.get(one.webhook(), one.sequence()) != null) {
                  still.add(one.sequence());
                }
              }
              return one -> still.contains(one.sequence());
            });
    List<DueDelivery> due = new ArrayList<>();
    Set<Long> inRows = new HashSet<>();
    for (StoredDelivery row : read.rows()) {
      inRows.add(row.sequence());
      due.add(row.due(webhook));
    }
    for (Open one : open) {
      OfEvent event = read.events().get(one.event());
      if (event != null && !inRows.contains(one.sequence()) && stillOpen.test(one)) {
        due.add(
            new StoredDelivery(event, one.sequence(), one.webhook(), new StoredDelivery.Open())
                .due(webhook));
      }
    }
    due.sort(order);
    return due.size() <= limit ? due : List.copyOf(due.subList(0, limit));
  }

  private Read read(Connection connection, List<Open> open, Sql rows) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    Set<Long> events = new HashSet<>();
    if (reader.mayHaveOpen(context.owner())) {
      open.forEach(one -> events.add(one.event()));
    }
    return new Read(reader.rowsWhole(rows), reader.events().whole(events));
  }

  @Override
  public List<DueDelivery> ofEvent(Event.Id id) {
    return context.database().read(connection -> ofEvent(connection, id));
  }

  private List<DueDelivery> ofEvent(Connection connection, Event.Id id) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    List<DueDelivery> due = new ArrayList<>();
    var event = reader.events().find(id);
    if (event.isPresent()) {
      for (StoredDelivery one : reader.ofEvent(event.get())) {
        if (one.pending() && one.owner() == context.owner() && one.payload() != Fan.MISSED) {
          due.add(one.due(reader.name(one.webhook()).id()));
        }
      }
    }
    return due;
  }

  @Override
  public Set<Webhook.Id> redelivering() {
    return context.database().read(redeliveries::redelivering);
  }

  @Override
  public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
    return context.database().read(connection -> redeliveries.waiting(connection, webhook, limit));
  }

  /** What is open, and the last number that was known then. */
  private record Slice(List<Open> open, long top) {}

  /** What the database said. */
  private record Read(List<StoredDelivery> rows, Map<Long, OfEvent> events) {}
}
