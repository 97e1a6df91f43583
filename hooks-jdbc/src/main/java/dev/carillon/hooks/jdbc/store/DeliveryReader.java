package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.jdbc.store.StoredDelivery.Row;
import dev.carillon.hooks.jdbc.store.StoredDelivery.WebhookName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries wherever they lie, at one moment of the database. Where one is follows from the
 * database alone: a row tells of it; else a record does; else, if its number is above the mark of
 * who recorded its event, it is open; else it was purged.
 */
public final class DeliveryReader {

  /** The rows that are looked at together for a condition without an index. */
  private static final int ROWS_AT_ONCE = 10_000;

  private final Dialect dialect;
  private final Connection connection;
  private final WebhookNames names;
  private final StoredEvents events;
  private final FirstAttemptSearch records;

  /**
   * Read lazily. If the connection does not read at one moment, read it after rows and records: a
   * purge never leaves a mark below what it removed.
   */
  private @Nullable Map<Long, Long> marks;

  private DeliveryReader(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
    this.names = new WebhookNames(connection, dialect);
    this.events = new StoredEvents(dialect, connection);
    this.records = new FirstAttemptSearch(dialect, connection);
  }

  /** Reads in a transaction that does nothing else, and sees one moment in all its statements. */
  public static DeliveryReader atOneMoment(StoreContext context, Connection connection)
      throws SQLException {
    return atOneMoment(context.dialect(), connection);
  }

  /** The same of a store that is not opened here. */
  public static DeliveryReader atOneMoment(Dialect dialect, Connection connection)
      throws SQLException {
    beginOneMoment(dialect, connection);
    return new DeliveryReader(dialect, connection);
  }

  /** All statements of this transaction see one moment; nothing was read in it yet. */
  public static void beginOneMoment(Dialect dialect, Connection connection) throws SQLException {
    String snapshot = dialect.snapshot();
    if (!snapshot.isEmpty()) {
      Sql.update(connection, snapshot);
    }
  }

  /** Reads in the transaction of the one who writes. */
  static DeliveryReader within(StoreContext context, Connection connection) {
    return new DeliveryReader(context.dialect(), connection);
  }

  /** The events of the same moment. */
  public StoredEvents events() {
    return events;
  }

  /** The connection that it reads from. */
  public Connection connection() {
    return connection;
  }

  /** The SQL dialect of that connection. */
  public Dialect dialect() {
    return dialect;
  }

  /** The delivery with an id, whose event is read with its payloads. */
  public Optional<StoredDelivery> find(Delivery.Id id) throws SQLException {
    for (OfEvent event : events.alike(id)) {
      long distance = Ids.distance(event.id().value(), id.value());
      if (distance > 0 && distance < Long.MAX_VALUE - event.sequence()) {
        Optional<StoredDelivery> found = find(event, event.sequence() + distance);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<StoredDelivery> find(OfEvent event, long sequence) throws SQLException {
    List<Row> rows =
        Sql.list(
            connection,
            Row.SELECT + "where d.sequence = ? and d.event = ?",
            Row::read,
            sequence,
            event.sequence());
    NumberRange one = new NumberRange(false, sequence - 1, sequence + 1);
    return resolve(List.of(event), rows, one).stream().findFirst();
  }

  /** All deliveries of these events, those that came late too, ascending. */
  public List<StoredDelivery> ofEvents(List<OfEvent> events) throws SQLException {
    List<Row> rows =
        Sql.of(Row.SELECT + "where ")
            .then(dialect.among("d.event", events.stream().map(OfEvent::sequence).toList()))
            .list(connection, Row::read);
    return resolve(events, rows, new NumberRange(false, -1, Long.MAX_VALUE));
  }

  /** The deliveries with these numbers, in no order; those that were purged are missing. */
  public List<StoredDelivery> at(Collection<Long> sequences) throws SQLException {
    List<Row> rows = rowsAt(sequences);
    NavigableSet<Long> others = new TreeSet<>(sequences);
    rows.forEach(row -> others.remove(row.sequence()));
    List<StoredDelivery> bare = new ArrayList<>();
    OfEvent event = null;
    for (long sequence : others) {
      if (event == null || sequence > event.sequence() + event.fan().count()) {
        event = events.before(sequence).orElse(null);
      }
      if (event != null) {
        bare.addAll(event.opened(new NumberRange(false, sequence - 1, sequence + 1)));
      }
    }
    List<StoredDelivery> found = new ArrayList<>(ofRows(rows));
    found.addAll(placed(bare));
    return found;
  }

  private List<Row> rowsAt(Collection<Long> sequences) throws SQLException {
    return Sql.of(Row.SELECT + "where ")
        .then(dialect.among("d.sequence", List.copyOf(sequences)))
        .list(connection, Row::read);
  }

  /**
   * Rows that one index has, in their order.
   *
   * @param also what else is asked of them, beginning with "and"; then only so many are looked at
   * @param limit at most so many
   */
  public RowSlice rows(RowIndex index, NumberRange reach, Sql also, int limit) throws SQLException {
    String order = " order by " + index.order(dialect, reach) + " limit ?";
    NumberRange looked = also.text().isEmpty() ? reach : window(index, reach, order);
    List<Row> rows =
        Sql.of(Row.SELECT + "where ")
            .then(index.within(dialect, looked))
            .then(also)
            .then(order, limit)
            .list(connection, Row::read);
    if (rows.size() == limit) {
      return new RowSlice(rows, true, rows.getLast().sequence());
    }
    return new RowSlice(rows, !looked.equals(reach), looked.end());
  }

  /**
   * The rows of some events' deliveries within a reach, in their order.
   *
   * @param limit at most so many
   */
  public RowSlice rowsOf(List<Long> events, NumberRange reach, int limit) throws SQLException {
    // the plus keeps a planner from going through all rows in their order instead
    List<Row> rows =
        Sql.of(
                Row.SELECT + "where +d.sequence > ? and +d.sequence < ? and ",
                reach.after(),
                reach.before())
            .then(dialect.among("d.event", events))
            .then(" order by +d.sequence" + reach.direction() + " limit ?", limit)
            .list(connection, Row::read);
    boolean more = rows.size() == limit;
    return new RowSlice(rows, more, more ? rows.getLast().sequence() : 0);
  }

  /** The part of a reach that has so many rows as are looked at. */
  private NumberRange window(RowIndex index, NumberRange reach, String order) throws SQLException {
    return Sql.of("select d.sequence from {deliveries} d where ")
        .then(index.within(dialect, reach))
        .then(order, ROWS_AT_ONCE)
        .within("select count(*), min(sequence), max(sequence) from (", ") as looked")
        .first(
            connection,
            row ->
                row.getLong(1) < ROWS_AT_ONCE
                    ? reach
                    : reach.upTo(row.getLong(reach.newestFirst() ? 2 : 3)))
        .orElse(reach);
  }

  /** The first so many records, in their order. */
  public List<StoredDelivery> records(
      Set<Long> webhooks, List<Codes> statuses, NumberRange reach, int limit) throws SQLException {
    return recorded(records.first(new FirstAttemptSearch.Wanted(webhooks, statuses), reach, limit));
  }

  /** The records that ended after a place in the order of ends, the oldest end first. */
  public List<StoredDelivery> endedRecords(long endedAt, long sequence, int limit)
      throws SQLException {
    return recorded(records.ended(endedAt, sequence, limit));
  }

  /** Deliveries that are open in memory, as the database has them; purged ones are left out. */
  public List<StoredDelivery> opened(List<OpenDelivery> open) throws SQLException {
    if (open.isEmpty()) {
      return List.of();
    }
    Set<Long> numbers = new HashSet<>();
    open.forEach(one -> numbers.add(one.event()));
    Map<Long, OfEvent> known = events.heads(numbers);
    List<Row> rows = rowsAt(open.stream().map(OpenDelivery::sequence).toList());
    Set<Long> inRows = numbers(rows);
    List<StoredDelivery> bare = new ArrayList<>();
    for (OpenDelivery one : open) {
      OfEvent event = known.get(one.event());
      if (event != null && !inRows.contains(one.sequence())) {
        bare.add(
            new StoredDelivery(event, one.sequence(), one.webhook(), new StoredDelivery.InEvent()));
      }
    }
    List<StoredDelivery> found = new ArrayList<>(ofRows(rows, known));
    found.addAll(placed(bare));
    return found;
  }

  /** Rows that fit a condition, whatever their event, as they come. */
  public List<Row> rows(Sql condition) throws SQLException {
    return Sql.of(Row.SELECT).then(condition).list(connection, Row::read);
  }

  /** The same, whose events are read with their payloads; in the order of the rows. */
  public List<StoredDelivery> rowsWhole(Sql condition) throws SQLException {
    List<Row> rows = Sql.of(Row.SELECT).then(condition).list(connection, Row::read);
    Set<Long> wanted = new HashSet<>();
    rows.forEach(row -> wanted.add(row.event()));
    return ofRows(rows, events.whole(wanted));
  }

  /**
   * The deliveries of these events that lie within a reach, and those of these rows, ascending.
   *
   * @param of read with their fans
   * @param rows all rows within the reach that are of these events, and others
   */
  public List<StoredDelivery> resolve(List<OfEvent> of, List<Row> rows, NumberRange reach)
      throws SQLException {
    Map<Long, OfEvent> known = new HashMap<>();
    Set<Long> inRows = numbers(rows);
    List<StoredDelivery> bare = new ArrayList<>();
    for (OfEvent event : of) {
      known.put(event.sequence(), event);
      bare.addAll(event.opened(reach));
    }
    bare.removeIf(one -> inRows.contains(one.sequence()));
    List<StoredDelivery> found = new ArrayList<>(ofRows(rows, known));
    found.addAll(placed(bare));
    found.sort(Comparator.comparingLong(StoredDelivery::sequence));
    return found;
  }

  private static Set<Long> numbers(List<Row> rows) {
    Set<Long> numbers = new HashSet<>();
    rows.forEach(row -> numbers.add(row.sequence()));
    return numbers;
  }

  /** Where deliveries lie that have no rows: those of records, and those that are open. */
  private List<StoredDelivery> placed(List<StoredDelivery> bare) throws SQLException {
    NavigableMap<Long, Long> wanted = new TreeMap<>();
    bare.forEach(one -> wanted.put(one.sequence(), one.webhook()));
    Map<Long, FirstAttempt> attempts = records.of(wanted);
    List<StoredDelivery> placed = new ArrayList<>();
    for (StoredDelivery one : bare) {
      FirstAttempt first = attempts.get(one.sequence());
      if (first != null) {
        placed.add(one.in(new StoredDelivery.Recorded(first)));
      } else if (one.sequence() > mark(one.event().owner())) {
        placed.add(one);
      }
    }
    return placed;
  }

  /** The deliveries of these records. */
  private List<StoredDelivery> recorded(List<FirstAttempt> records) throws SQLException {
    Set<Long> wanted = new HashSet<>();
    records.forEach(record -> wanted.add(record.event()));
    Map<Long, OfEvent> known = events.heads(wanted);
    List<StoredDelivery> found = new ArrayList<>();
    for (FirstAttempt record : records) {
      OfEvent event = known.get(record.event());
      if (event != null) {
        found.add(
            new StoredDelivery(
                event, record.sequence(), record.webhook(), new StoredDelivery.Recorded(record)));
      }
    }
    return found;
  }

  /** The deliveries of these rows. */
  public List<StoredDelivery> ofRows(List<Row> rows) throws SQLException {
    return ofRows(rows, Map.of());
  }

  private List<StoredDelivery> ofRows(List<Row> rows, Map<Long, OfEvent> known)
      throws SQLException {
    Set<Long> missing = new HashSet<>();
    rows.forEach(row -> missing.add(row.event()));
    missing.removeAll(known.keySet());
    Map<Long, OfEvent> all = new HashMap<>(known);
    all.putAll(events.heads(missing));
    List<StoredDelivery> found = new ArrayList<>();
    for (Row row : rows) {
      OfEvent event = all.get(row.event());
      if (event != null) {
        found.add(new StoredDelivery(event, row.sequence(), row.webhook(), row));
      }
    }
    return found;
  }

  private long mark(long owner) throws SQLException {
    return marks().getOrDefault(owner, Marks.ALL_RESOLVED);
  }

  /** The marks of all owners that may have something open. */
  public Map<Long, Long> marks() throws SQLException {
    Map<Long, Long> read = marks == null ? Marks.all(connection) : marks;
    marks = read;
    return read;
  }

  /** Whether an owner may have something open; no more once another has taken over. */
  public boolean mayHaveOpen(long owner) throws SQLException {
    return mark(owner) < Marks.ALL_RESOLVED;
  }

  /** The deliveries as lists show them. */
  public List<Entry> entries(List<StoredDelivery> deliveries) throws SQLException {
    Set<Long> keys = new HashSet<>();
    deliveries.forEach(one -> keys.add(one.webhook()));
    names.read(keys);
    List<Entry> entries = new ArrayList<>();
    for (StoredDelivery one : deliveries) {
      entries.add(one.entry(names.of(one.webhook())));
    }
    return entries;
  }

  /** The webhook with a number. */
  public WebhookName name(long webhook) throws SQLException {
    return names.of(webhook);
  }

  /**
   * Rows in their order.
   *
   * @param more whether there may be more behind the end
   * @param end the last number that was looked at, where there may be more
   */
  public record RowSlice(List<Row> rows, boolean more, long end) {

    /** Both, as far as both are known; rows that both have come once. */
    public RowSlice and(RowSlice other, NumberRange reach) {
      Map<Long, Row> both = new HashMap<>();
      rows.forEach(row -> both.put(row.sequence(), row));
      other.rows.forEach(row -> both.put(row.sequence(), row));
      boolean mine = more && (!other.more || reach.rank(end) < reach.rank(other.end));
      return new RowSlice(List.copyOf(both.values()), more || other.more, mine ? end : other.end);
    }
  }
}
