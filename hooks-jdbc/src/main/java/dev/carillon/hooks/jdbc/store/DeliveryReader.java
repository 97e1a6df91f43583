package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads deliveries wherever they lie, at one moment of the database. Where one is follows from the
 * database alone: a row tells of it; else a record does; else, if its number is above the mark of
 * who recorded its event, it is open; else it was purged.
 */
public final class DeliveryReader {

  private static final int HALF = Ids.LENGTH / 2;

  /** Greater than every character of an id. */
  private static final String BEYOND = "~";

  private static final String EVENT = "select " + OfEvent.COLUMNS + " from events e ";
  private static final String WHOLE_EVENT =
      "select " + OfEvent.COLUMNS + ", e.payloads from events e ";

  private final StoreContext context;
  private final Connection connection;
  private final WebhookNames names;
  private final Map<Long, Long> marks;

  private DeliveryReader(StoreContext context, Connection connection, Map<Long, Long> marks) {
    this.context = context;
    this.connection = connection;
    this.marks = marks;
    this.names = new WebhookNames(connection, context.dialect());
  }

  /** Reads in a transaction that does nothing else, and sees one moment in all its statements. */
  public static DeliveryReader atOneMoment(StoreContext context, Connection connection)
      throws SQLException {
    String snapshot = context.dialect().snapshot();
    if (!snapshot.isEmpty()) {
      Sql.update(connection, snapshot);
    }
    return within(context, connection);
  }

  /** Reads in the transaction of the one who writes. */
  static DeliveryReader within(StoreContext context, Connection connection) throws SQLException {
    return new DeliveryReader(context, connection, Marks.all(connection));
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

  /**
   * The deliveries of some events between two numbers, both included, and those that came late of
   * any, ascending.
   *
   * @param all whose late deliveries are wanted
   * @param some whose own deliveries are wanted, one by one
   */
  public List<StoredDelivery> ofEvents(List<Long> all, List<Long> some, long low, long high)
      throws SQLException {
    List<Row> rows =
        Sql.of(Row.SELECT + "where d.sequence >= ? and d.sequence <= ? and ", low, high)
            .then(context.dialect().among("d.event", all))
            .list(connection, Row::read);
    Map<Long, StoredDelivery> found = new TreeMap<>();
    ofRows(rows, Map.of()).forEach(one -> found.put(one.sequence(), one));
    for (OfEvent event : events(some, false).values()) {
      List<Row> own = rows.stream().filter(row -> row.event() == event.sequence()).toList();
      resolve(List.of(event), own, low, high).forEach(one -> found.put(one.sequence(), one));
    }
    return List.copyOf(found.values());
  }

  /** The events with these numbers, by them; with payloads where they are wanted. */
  public Map<Long, OfEvent> events(Collection<Long> sequences, boolean payloads)
      throws SQLException {
    Map<Long, OfEvent> events = new LinkedHashMap<>();
    if (!sequences.isEmpty()) {
      Sql among = context.dialect().among("e.sequence", List.copyOf(sequences));
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
            .then(context.dialect().among("d.sequence", List.copyOf(sequences)))
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
  private Optional<OfEvent> before(long sequence) throws SQLException {
    return Sql.first(
        connection,
        EVENT + "where e.sequence < ? order by e.sequence desc limit 1",
        OfEvent::read,
        sequence);
  }

  /** Up to so many events whose deliveries lie behind a number, ascending. */
  public List<OfEvent> eventsBehind(long sequence, int limit) throws SQLException {
    long first = before(sequence + 1).map(OfEvent::sequence).orElse(0L);
    return Sql.list(
        connection,
        EVENT + "where e.sequence >= ? order by e.sequence limit ?",
        OfEvent::read,
        first,
        limit);
  }

  /** Up to so many events with numbers before one, descending. */
  public List<OfEvent> eventsBefore(long sequence, int limit) throws SQLException {
    return Sql.list(
        connection,
        EVENT + "where e.sequence < ? order by e.sequence desc limit ?",
        OfEvent::read,
        sequence,
        limit);
  }

  /** Rows between two numbers, both included, in their order. */
  public List<Row> rows(long low, long high, boolean newestFirst, int limit) throws SQLException {
    return Sql.list(
        connection,
        Row.SELECT
            + "where d.sequence >= ? and d.sequence <= ? order by d.sequence"
            + (newestFirst ? " desc" : "")
            + " limit ?",
        Row::read,
        low,
        high,
        limit);
  }

  /** Rows of a webhook in a state behind or before a number, in that direction. */
  public List<StoredDelivery> rowsOf(
      long webhook, int state, boolean newestFirst, long sequence, int limit) throws SQLException {
    Dialect dialect = context.dialect();
    return rows(
        Sql.of(
            "where "
                + dialect.ofWebhook("d", state)
                + " order by "
                + dialect.ofWebhookOrder("d", newestFirst)
                + " limit ?",
            webhook,
            newestFirst ? -1 : sequence,
            webhook,
            newestFirst ? sequence : Long.MAX_VALUE,
            limit));
  }

  /** The same whatever the webhook; for states that are not delivered or pending. */
  public List<StoredDelivery> rowsIn(int state, boolean newestFirst, long sequence, int limit)
      throws SQLException {
    Dialect dialect = context.dialect();
    return rows(
        Sql.of(
            "where "
                + dialect.ofState("d", state)
                + " order by "
                + dialect.ofStateOrder("d", newestFirst)
                + " limit ?",
            newestFirst ? -1 : sequence,
            newestFirst ? sequence : Long.MAX_VALUE,
            limit));
  }

  /** Records of a webhook behind or before a number, in that direction. */
  public List<StoredDelivery> recordsOf(long webhook, boolean newestFirst, long sequence, int limit)
      throws SQLException {
    var part =
        new FirstTries.Part(
            newestFirst, newestFirst ? -1 : sequence, newestFirst ? sequence : Long.MAX_VALUE);
    return recorded(context.firstTries().ofWebhook(connection, webhook, part, limit));
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
            .then(context.dialect().among("d.sequence", List.copyOf(sequences)))
            .list(connection, Row::read);
    List<OfEvent> known = List.copyOf(events(events, false).values());
    List<StoredDelivery> all = resolve(known, rows, 0, Long.MAX_VALUE);
    return all.stream().filter(one -> sequences.contains(one.sequence())).toList();
  }

  /** Rows that fit a condition, whatever their event, as they come. */
  public List<StoredDelivery> rows(Sql condition) throws SQLException {
    return ofRows(Sql.of(Row.SELECT).then(condition).list(connection, Row::read), Map.of());
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
    Map<Long, FirstTry> records = records(events, inRows, low, high);
    for (OfEvent event : events) {
      for (int ordinal = 0; ordinal < event.fan().count(); ordinal++) {
        long sequence = event.sequence() + 1 + ordinal;
        if (sequence >= low && sequence <= high && !inRows.contains(sequence)) {
          FirstTry record = records.get(sequence);
          if (record != null) {
            found.add(of(event, ordinal, new StoredDelivery.Recorded(record)));
          } else if (!event.fan().missed(ordinal) && sequence > mark(event.owner())) {
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
  private Map<Long, FirstTry> records(List<OfEvent> events, Set<Long> inRows, long low, long high)
      throws SQLException {
    Set<Long> webhooks = new HashSet<>();
    long first = Long.MAX_VALUE;
    long last = -1;
    for (OfEvent event : events) {
      for (int ordinal = 0; ordinal < event.fan().count(); ordinal++) {
        long sequence = event.sequence() + 1 + ordinal;
        if (sequence >= low && sequence <= high && !inRows.contains(sequence)) {
          webhooks.add(event.fan().webhook(ordinal));
          first = Math.min(first, sequence);
          last = Math.max(last, sequence);
        }
      }
    }
    return webhooks.isEmpty()
        ? Map.of()
        : context.firstTries().within(connection, webhooks, first, last);
  }

  /** The deliveries of these records. */
  public List<StoredDelivery> recorded(List<FirstTry> records) throws SQLException {
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
}
