package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.Claims.Reading;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What is to be sent. What is open is found in memory, its bytes in the row of its event; what
 * waits for a retry has a row. Memory is asked first, then the database at one moment: what that
 * says is no longer open, or has a row, is not taken from memory.
 */
public final class SqlDueDeliveries implements DueDeliveries {

  /** An engine takes what is handed over together if it has room for all of it. */
  private static final long HANDED_OVER_BYTES_MAX = 4L << 20;

  private static final String OF_WEBHOOK = "where d.webhook = ? and d.state = 0 ";
  private static final String OWN = "and d.owner = ? ";
  private static final String DUE =
      """
      and d.due_at <= ? and (d.due_at, d.sequence) > (?, ?)
      order by d.due_at, d.sequence limit ?
      """;
  private static final String DUE_COUNT =
      """
      select count(*) from (
        select 1 from {deliveries} d
      """;
  private static final String DUE_UNTIL = "and d.due_at <= ? order by d.due_at limit ?) as due";
  private static final String EARLIEST_OF_ALL =
      """
      select w.key, w.id, (
        select d.due_at from {deliveries} d
        where d.webhook = w.key and d.state = 0 order by d.due_at limit 1) as due_at
      from {webhooks} w where w.removed_at is null and
      """;
  private static final String REDELIVERING_OF_ALL =
      """
      select w.id from {webhooks} w
      where w.removed_at is null
        and exists (select 1 from {redeliveries} r where r.webhook = w.key and r.cancelled = 0)
        and
      """;

  private static final Comparator<DueDelivery> BY_DUE_TIME =
      Comparator.comparing(DueDelivery::dueAt).thenComparingLong(due -> due.delivery().sequence());
  private static final Comparator<DueDelivery> BY_SEQUENCE =
      Comparator.comparingLong(due -> due.delivery().sequence());

  private final StoreContext context;
  private final GroupCollector groups;
  private final HeldOrder order;
  private final RedeliveryRows redeliveries;
  private final LongSupplier complete;
  private final Claims claims;
  private final String ownEarliest;
  private final String inSequence;
  private final String inSequenceOfAll;

  /**
   * What this store has to send.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   * @param groups makes deliveries of what is held
   */
  public SqlDueDeliveries(StoreContext context, LongSupplier complete, GroupCollector groups) {
    this.context = context;
    this.groups = groups;
    this.order = new HeldOrder(context);
    this.redeliveries = new RedeliveryRows(context);
    this.complete = complete;
    this.claims = new Claims(context);
    this.ownEarliest =
        "select w.key, w.id, (select d.due_at from {deliveries} d where "
            + context.dialect().pendingOfOwner("d", "o.owner", "w.key")
            + " limit 1) as due_at from {webhooks} w, (select cast(? as bigint) as owner) o"
            + " where w.removed_at is null";
    String page = "select o.sequence from {deliveries} o where ";
    String pending = context.dialect().between("o", StateCodes.PENDING, "?", "?", "?");
    String order = " order by " + context.dialect().ofWebhookOrder("o", false) + " limit ?";
    this.inSequence =
        "where d.sequence in ("
            + page
            + pending
            + " and o.owner = ?"
            + order
            + ") order by d.sequence";
    this.inSequenceOfAll = page + pending + order;
  }

  @Override
  public Collected collect() {
    return groups.collect();
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    context.learnGiven();
    Map<Long, Long> open =
        context.read(
            now -> {
              Map<Long, Long> earliest = new HashMap<>();
              for (long webhook : now.webhooks()) {
                now.set(webhook).earliest().ifPresent(time -> earliest.put(webhook, time));
              }
              return earliest;
            });
    Map<Reading, List<Long>> special = claims.special();
    return context.database().read(connection -> earliest(connection, open, special));
  }

  private Map<Webhook.Id, Instant> earliest(
      Connection connection, Map<Long, Long> open, Map<Reading, List<Long>> special)
      throws SQLException {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    // another node has given rows to all that memory says is open, and memory does not know
    boolean takenOver = Marks.of(connection, context.owner()) == Marks.ALL_RESOLVED;
    Sql.Visitor first =
        row -> {
          long recordedAt =
              takenOver ? Long.MAX_VALUE : open.getOrDefault(row.getLong("key"), Long.MAX_VALUE);
          long dueAt = row.getLong("due_at");
          long time = row.wasNull() ? recordedAt : Math.min(dueAt, recordedAt);
          if (time < Long.MAX_VALUE) {
            earliest.put(new Webhook.Id(row.getString("id")), Columns.instant(time));
          }
        };
    List<Long> all = special.getOrDefault(Reading.ALL, List.of());
    List<Long> others = new ArrayList<>(all);
    others.addAll(special.getOrDefault(Reading.NONE, List.of()));
    Sql own = Sql.of(ownEarliest, context.owner());
    (others.isEmpty() ? own : own.then(" and not ").then(context.dialect().among("w.key", others)))
        .each(connection, first);
    if (!all.isEmpty()) {
      ofAll(EARLIEST_OF_ALL, all).each(connection, first);
    }
    return earliest;
  }

  /** The query about those of which this node reads everybody's deliveries. */
  private Sql ofAll(String text, List<Long> keys) {
    return Sql.of(text).then(context.dialect().among("w.key", keys));
  }

  @Override
  public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    Reading reading = claims.of(webhook);
    if (reading == Reading.NONE) {
      return List.of();
    }
    long key = key(webhook);
    long time = Columns.micros(until);
    long afterTime = Columns.micros(after.dueAt());
    Sql due = Sql.of(DUE, time, afterTime, after.sequence(), limit);
    if (reading == Reading.ALL) {
      claims.claimAny(Sql.of("select d.sequence from {deliveries} d " + OF_WEBHOOK, key).then(due));
    }
    context.learnGiven();
    List<OpenDelivery> open =
        context.read(now -> now.set(key).due(time, afterTime, after.sequence(), limit));
    Sql rows = Sql.of(OF_WEBHOOK + OWN, key, context.owner()).then(due);
    return merged(webhook, open, read(open, rows), limit, BY_DUE_TIME);
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    Reading reading = claims.of(webhook);
    if (reading == Reading.NONE) {
      return 0;
    }
    long key = key(webhook);
    long time = Columns.micros(until);
    Sql rows =
        Sql.of(DUE_COUNT + OF_WEBHOOK, key)
            .then(reading == Reading.ALL ? Sql.NOTHING : Sql.of(OWN, context.owner()))
            .then(DUE_UNTIL, time, max);
    long count =
        context.atOneVersion(
            () ->
                context.database().<Long>read(rows::number)
                    + context.read(now -> now.set(key).dueCount(time, max)));
    return (int) Math.min(count, max);
  }

  @Override
  public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    boolean alone = context.open().inOrder();
    Reading reading = claims.of(webhook);
    if (reading == Reading.NONE) {
      return List.of();
    }
    boolean inOrder = alone && reading == Reading.OWN; // others may have come between the two
    // asked before anything is read: nothing with a smaller sequence comes after them
    long behind = inOrder ? Long.MAX_VALUE : complete.getAsLong() + 1;
    long key = key(webhook);
    Slice slice = open(key, afterSequence, behind, limit);
    // of what is recorded from now on memory may be told after the database
    long until = inOrder ? slice.top() + 1 : behind;
    HeldOrder.Bounds bounds = bounds(webhook, key, afterSequence);
    if (reading == Reading.OWN) {
      Sql rows = Sql.of(inSequence, key, afterSequence, key, until, context.owner(), limit);
      Read read = read(slice.open(), rows);
      return bounds.of(merged(webhook, slice.open(), read, limit, BY_SEQUENCE));
    }
    Sql page = Sql.of(inSequenceOfAll, key, afterSequence, key, until, limit);
    Sql rows = page.within("where d.sequence in (", ") order by d.sequence");
    Read read = read(slice.open(), rows);
    if (read.rows().stream().anyMatch(row -> row.owner() != context.owner())) {
      claims.claim(page);
      read = read(slice.open(), rows);
    }
    return bounds.of(merged(webhook, slice.open(), read, limit, BY_SEQUENCE));
  }

  /**
   * Asked for behind what is open, and before rows are read: what was held until then is still held
   * or has a row.
   */
  private HeldOrder.Bounds bounds(Webhook.Id webhook, long key, long afterSequence) {
    Webhook known = context.cache().held().byId().get(webhook);
    return known != null && HeldOrder.isOrdered(known)
        ? order.bounds(webhook, key, afterSequence)
        : HeldOrder.Bounds.NONE;
  }

  /** What is open of a webhook, which has learnt of rows that others gave to it. */
  private Slice open(long key, long afterSequence, long behind, int limit) {
    Function<OpenIndex.View, Slice> slice =
        now -> new Slice(now.set(key).after(afterSequence, behind, limit), now.top());
    Slice first = context.read(slice);
    if (first.open().isEmpty()) {
      return first;
    }
    context.learnGiven();
    return context.read(slice);
  }

  /** The number of a webhook; -1 = there is none. */
  private long key(Webhook.Id webhook) {
    Long known = context.cache().held().keys().get(webhook);
    return known != null
        ? known
        : context.database().<Long>read(connection -> WebhookCache.key(connection, webhook));
  }

  private List<DueDelivery> merged(
      Webhook.Id webhook,
      List<OpenDelivery> open,
      Read read,
      int limit,
      Comparator<DueDelivery> order) {
    Predicate<OpenDelivery> stillOpen =
        context.read(
            now -> {
              Set<Long> still = new HashSet<>();
              for (OpenDelivery one : open) {
                if (now.get(one.webhook(), one.sequence()) != null) {
                  still.add(one.sequence());
                }
              }
              return one -> still.contains(one.sequence());
            });
    List<DueDelivery> due = new ArrayList<>();
    Set<Long> inRows = new HashSet<>();
    // what another node has in its hands is not passed where the order counts
    long foreign = Long.MAX_VALUE;
    for (StoredDelivery row : read.rows()) {
      if (row.owner() != context.owner()) {
        foreign = row.sequence();
        break;
      }
      inRows.add(row.sequence());
      due.add(row.due(webhook));
    }
    for (OpenDelivery one : open) {
      OfEvent event = read.events().get(one.event());
      if (event != null
          && one.sequence() < foreign
          && !inRows.contains(one.sequence())
          && stillOpen.test(one)) {
        due.add(
            new StoredDelivery(event, one.sequence(), one.webhook(), new StoredDelivery.InEvent())
                .due(webhook));
      }
    }
    due.sort(order);
    return due.size() <= limit ? due : List.copyOf(due.subList(0, limit));
  }

  /** What the database says of rows, and of what memory says is open. */
  private Read read(List<OpenDelivery> open, Sql rows) {
    return context.database().read(connection -> read(connection, open, rows));
  }

  private Read read(Connection connection, List<OpenDelivery> open, Sql rows) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    Set<Long> events = new HashSet<>();
    if (!open.isEmpty() && reader.mayHaveOpen(context.owner())) {
      // another node may have given rows to some, of which memory does not know yet
      Set<Long> given =
          context.node().others().any()
              ? DeliveryRows.among(connection, context.dialect(), open)
              : Set.of();
      open.stream()
          .filter(one -> !given.contains(one.sequence()))
          .forEach(one -> events.add(one.event()));
    }
    return new Read(reader.rowsWhole(rows), reader.events().whole(events));
  }

  @Override
  public OfEvents ofEvents(List<Event.Id> ids) {
    OfEvents found = context.database().read(connection -> ofEvents(connection, ids));
    // the others are read with all that their webhook gets
    List<DueDelivery> due = new ArrayList<>(found.due());
    due.removeIf(one -> claims.readInTheirPlace(one.delivery().webhook()));
    return new OfEvents(due, found.events());
  }

  private OfEvents ofEvents(Connection connection, List<Event.Id> ids) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    List<Event.Id> first = reader.events().firstThatFit(ids, HANDED_OVER_BYTES_MAX);
    List<OfEvent> events = reader.events().find(first);
    if (events.isEmpty()) {
      return new OfEvents(List.of(), first.size());
    }
    List<StoredDelivery> own = new ArrayList<>(reader.ofEvents(events));
    own.removeIf(
        one ->
            !one.pending()
                || one.owner() != context.owner()
                || one.payload() == EventDeliveries.MISSED);
    List<DueDelivery> due = new ArrayList<>();
    for (StoredDelivery one : own) {
      due.add(one.due(reader.name(one.webhook()).id()));
    }
    return new OfEvents(due, first.size());
  }

  @Override
  public Set<Webhook.Id> redelivering() {
    List<Long> all = claims.special().getOrDefault(Reading.ALL, List.of());
    return context
        .database()
        .read(
            connection -> {
              Set<Webhook.Id> found = new LinkedHashSet<>();
              for (Webhook.Id id : redeliveries.redelivering(connection)) {
                if (claims.of(id) != Reading.NONE) {
                  found.add(id);
                }
              }
              if (!all.isEmpty()) {
                ofAll(REDELIVERING_OF_ALL, all)
                    .each(connection, row -> found.add(new Webhook.Id(row.getString(1))));
              }
              return found;
            });
  }

  @Override
  public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
    Reading reading = claims.of(webhook);
    if (reading == Reading.NONE) {
      return List.of();
    }
    if (reading == Reading.ALL) {
      claims.claimRedeliveries(webhook, limit);
    }
    return context.database().read(connection -> redeliveries.waiting(connection, webhook, limit));
  }

  /** What is open, and the last number that was known then. */
  private record Slice(List<OpenDelivery> open, long top) {}

  /** What the database said. */
  private record Read(List<StoredDelivery> rows, Map<Long, OfEvent> events) {}
}
