package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import dev.carillon.hooks.jdbc.packed.Open;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads deliveries wherever they lie, at one moment of the database. Where one is follows from the
 * database alone: a row tells of it; else a record does; else, if its number is above the mark of
 * who recorded its event, it is open; else it was purged.
 */
public final class DeliveryReader {

  /** So many rows are looked at for those that fit a condition without an index of its own. */
  private static final int ROWS_AT_ONCE = 10_000;

  private static final int HALF = Ids.LENGTH / 2;

  /** Greater than every character of an id. */
  private static final String BEYOND = "~";

  private static final String EVENT = "select " + OfEvent.COLUMNS + " from events e ";
  private static final String WHOLE_EVENT =
      "select " + OfEvent.COLUMNS + ", e.payloads from events e ";

  private final Dialect dialect;
  private final Connection connection;
  private final WebhookNames names;
  private final FirstTrySearch records;
  private final Map<Long, Long> marks;

  private DeliveryReader(Dialect dialect, Connection connection, Map<Long, Long> marks) {
    this.dialect = dialect;
    this.connection = connection;
    this.marks = marks;
    this.names = new WebhookNames(connection, dialect);
    this.records = new FirstTrySearch(dialect, connection);
  }

  /** Reads in a transaction that does nothing else, and sees one moment in all its statements. */
  public static DeliveryReader atOneMoment(StoreContext context, Connection connection)
      throws SQLException {
    return atOneMoment(context.dialect(), connection);
  }

  /** The same of a store that is not opened here. */
  public static DeliveryReader atOneMoment(Dialect dialect, Connection connection)
      throws SQLException {
    String snapshot = dialect.snapshot();
    if (!snapshot.isEmpty()) {
      Sql.update(connection, snapshot);
    }
    return new DeliveryReader(dialect, connection, Marks.all(connection));
  }

  /** Reads in the transaction of the one who writes. */
  static DeliveryReader within(StoreContext context, Connection connection) throws SQLException {
    return new DeliveryReader(context.dialect(), connection, Marks.all(connection));
  }

  /** What it reads from. */
  public Connection connection() {
    return connection;
  }

  /** The delivery with an id, whose event is read with its payloads. */
  public Optional<StoredDelivery> find(Delivery.Id id) throws SQLException {
    String half = id.value().substring(0, HALF);
    List<OfEvent> candidates =
        Sql.list(
            connection,
            WHOLE_EVENT + "where e.id >= ? and e.id < ?",
            OfEvent::readAll,
            half,
            half + BEYOND);
    for (OfEvent event : candidates) {
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
    return resolve(List.of(event), rows, sequence, sequence).stream().findFirst();
  }

  /** The event with an id, with its payloads. */
  public Optional<OfEvent> event(Event.Id id) throws SQLException {
    return Sql.first(connection, WHOLE_EVENT + "where e.id = ?", OfEvent::readAll, id.value());
  }

  /** All deliveries of an event, those that came late too, ascending. */
  public List<StoredDelivery> ofEvent(OfEvent event) throws SQLException {
    List<Row> rows =
        Sql.list(connection, Row.SELECT + "where d.event = ?", Row::read, event.sequence());
    return resolve(List.of(event), rows, 0, Long.MAX_VALUE);
  }

  /** The events with these numbers, by them; with payloads where they are wanted. */
  public Map<Long, OfEvent> events(Collection<Long> sequences, boolean payloads)
      throws SQLException {
    Map<Long, OfEvent> events = new LinkedHashMap<>();
    if (!sequences.isEmpty()) {
      Sql among = dialect.among("e.sequence", List.copyOf(sequences));
      Sql.of((payloads ? WHOLE_EVENT : EVENT) + "where ")
          .then(among)
          .list(connection, payloads ? OfEvent::readAll : OfEvent::read)
          .forEach(event -> events.put(event.sequence(), event));
    }
    return events;
  }

  /** The deliveries with these numbers, in no order; those that were purged are missing. */
  public List<StoredDelivery> at(Collection<Long> sequences) throws SQLException {
    List<Row> rows =
        Sql.of(Row.SELECT + "where ")
            .then(dialect.among("d.sequence", List.copyOf(sequences)))
            .list(connection, Row::read);
    Set<Long> others = new HashSet<>(sequences);
    rows.forEach(row -> others.remove(row.sequence()));
    List<StoredDelivery> found = new ArrayList<>(ofRows(rows, Map.of()));
    for (long sequence : others) {
      Optional<OfEvent> event = before(sequence);
      if (event.isPresent()) {
        found.addAll(resolve(List.of(event.get()), List.of(), sequence, sequence));
      }
    }
    return found;
  }

  /** The last event with a lesser number: the one that a delivery was recorded with, if any. */
  Optional<OfEvent> before(long sequence) throws SQLException {
    return Sql.first(
        connection,
        EVENT + "where e.sequence < ? order by e.sequence desc limit 1",
        OfEvent::read,
        sequence);
  }

  /** The numbers of up to so many events, in their order. */
  public List<Long> eventNumbers(Reach reach, int limit) throws SQLException {
    return Sql.list(
        connection,
        "select sequence from events where sequence > ? and sequence < ? order by sequence"
            + reach.direction()
            + " limit ?",
        Sql.NUMBER,
        reach.after(),
        reach.before(),
        limit);
  }

  /**
   * Rows that one index has, in their order.
   *
   * @param also what else is asked of them, beginning with "and"; then only so many are looked at
   * @param limit at most so many
   */
  public RowSlice rows(RowIndex index, Reach reach, Sql also, int limit) throws SQLException {
    String order = " order by " + index.order(dialect, reach) + " limit ?";
    Reach looked = also.text().isEmpty() ? reach : window(index, reach, order);
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

  /** The rows of some events' deliveries within a reach, in no order. */
  public List<Row> rowsOf(List<Long> events, Reach reach) throws SQLException {
    return Sql.of(
            Row.SELECT + "where +d.sequence > ? and +d.sequence < ? and ",
            reach.after(),
            reach.before())
        .then(dialect.among("d.event", events))
        .list(connection, Row::read);
  }

  /** The part of a reach that has so many rows as are looked at. */
  private Reach window(RowIndex index, Reach reach, String order) throws SQLException {
    return Sql.of("select d.sequence from deliveries d where ")
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
      Set<Long> webhooks, List<Codes> statuses, Reach reach, int limit) throws SQLException {
    return recorded(records.first(new FirstTrySearch.Wanted(webhooks, statuses), reach, limit));
  }

  /** The records that ended after a place in the order of ends, the oldest end first. */
  public List<StoredDelivery> endedRecords(long endedAt, long sequence, int limit)
      throws SQLException {
    return recorded(records.ended(endedAt, sequence, limit));
  }

  /** Those that memory says are open, as the database has them; those that were purged are not. */
  public List<StoredDelivery> opened(List<Open> open) throws SQLException {
    if (open.isEmpty()) {
      return List.of();
    }
    Set<Long> sequences = new HashSet<>();
    Set<Long> events = new HashSet<>();
    for (Open one : open) {
      sequences.add(one.sequence());
      events.add(one.event());
    }
    List<Row> rows =
        Sql.of(Row.SELECT + "where ")
            .then(dialect.among("d.sequence", List.copyOf(sequences)))
            .list(connection, Row::read);
    List<OfEvent> known = List.copyOf(events(events, false).values());
    List<StoredDelivery> all = resolve(known, rows, 0, Long.MAX_VALUE);
    return all.stream().filter(one -> sequences.contains(one.sequence())).toList();
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
    return ofRows(rows, events(wanted, true));
  }

  /**
   * The deliveries of these events and those of these rows with numbers between two, both included,
   * ascending.
   *
   * @param rows all rows between the two that are of these events, and others
   */
  public List<StoredDelivery> resolve(List<OfEvent> events, List<Row> rows, long low, long high)
      throws SQLException {
    Map<Long, OfEvent> known = new HashMap<>();
    events.forEach(event -> known.put(event.sequence(), event));
    List<StoredDelivery> found = new ArrayList<>(ofRows(rows, known));
    Set<Long> inRows = new HashSet<>();
    rows.forEach(row -> inRows.add(row.sequence()));
    Map<Long, FirstTry> records = recordsOf(events, inRows, low, high);
    for (OfEvent event : events) {
      for (int ordinal = 0; ordinal < event.fan().count(); ordinal++) {
        long sequence = event.sequence() + 1 + ordinal;
        if (sequence >= low && sequence <= high && !inRows.contains(sequence)) {
          FirstTry record = records.get(sequence);
          if (record != null) {
            found.add(of(event, ordinal, new StoredDelivery.Recorded(record)));
          } else if (!event.fan().missed(ordinal)
              && sequence > marks.getOrDefault(event.owner(), Long.MAX_VALUE)) {
            found.add(of(event, ordinal, new StoredDelivery.Open()));
          }
        }
      }
    }
    found.sort(Comparator.comparingLong(StoredDelivery::sequence));
    return found;
  }

  private static StoredDelivery of(OfEvent event, int ordinal, StoredDelivery.Place place) {
    return new StoredDelivery(
        event, event.sequence() + 1 + ordinal, event.fan().webhook(ordinal), place);
  }

  /** The records of those deliveries of these events that no row tells of. */
  private Map<Long, FirstTry> recordsOf(List<OfEvent> events, Set<Long> inRows, long low, long high)
      throws SQLException {
    NavigableMap<Long, Long> wanted = new TreeMap<>();
    for (OfEvent event : events) {
      for (int ordinal = 0; ordinal < event.fan().count(); ordinal++) {
        long sequence = event.sequence() + 1 + ordinal;
        if (sequence >= low && sequence <= high && !inRows.contains(sequence)) {
          wanted.put(sequence, event.fan().webhook(ordinal));
        }
      }
    }
    return records.of(wanted);
  }

  /** The deliveries of these records. */
  private List<StoredDelivery> recorded(List<FirstTry> records) throws SQLException {
    Set<Long> wanted = new HashSet<>();
    records.forEach(record -> wanted.add(record.event()));
    Map<Long, OfEvent> events = events(wanted, false);
    List<StoredDelivery> found = new ArrayList<>();
    for (FirstTry record : records) {
      OfEvent event = events.get(record.event());
      if (event != null) {
        found.add(of(event, record.ordinal(), new StoredDelivery.Recorded(record)));
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
    Map<Long, OfEvent> events = new HashMap<>(known);
    events.putAll(events(missing, false));
    List<StoredDelivery> found = new ArrayList<>();
    for (Row row : rows) {
      OfEvent event = events.get(row.event());
      if (event != null) {
        found.add(new StoredDelivery(event, row.sequence(), row.webhook(), row));
      }
    }
    return found;
  }

  long mark(long owner) {
    return marks.getOrDefault(owner, Long.MAX_VALUE);
  }

  /** As lists show them. */
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
  public record RowSlice(List<Row> rows, boolean more, long end) {}
}
