package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads events as their deliveries need them, with as much of each as is wanted. */
public record StoredEvents(Dialect dialect, Connection connection) {

  private static final int HALF = Ids.LENGTH / 2;

  /** Greater than every character of an id. */
  private static final String BEYOND = "~";

  private static final String EVENT_HEAD = "select " + OfEvent.HEAD + " from {events} e ";
  private static final String EVENT = "select " + OfEvent.COLUMNS + " from {events} e ";
  private static final String WHOLE_EVENT =
      "select " + OfEvent.COLUMNS + ", e.payloads from {events} e ";
  private static final String SIZES =
      "select e.id, length(e.payloads), length(e.fan) from {events} e where ";

  /** What a delivery takes in memory beside its payload, about. */
  private static final int DELIVERY_BYTES = 500;

  private static final String FAN_BYTES = "select e.sequence, length(e.fan) from {events} e where ";

  /**
   * The first of these events, one at least, whose deliveries take so many bytes together, or
   * fewer. Deliveries may share a payload; here each counts with all payloads of its event.
   */
  List<Event.Id> firstThatFit(List<Event.Id> ids, long bytesMax) throws SQLException {
    if (ids.size() == 1) {
      return ids;
    }
    Map<String, Long> bytes = new HashMap<>();
    Sql.of(SIZES)
        .then(dialect.amongIds("e.id", ids.stream().map(Event.Id::value).toList()))
        .list(
            connection,
            row ->
                bytes.put(
                    row.getString(1),
                    (row.getLong(2) + DELIVERY_BYTES)
                        * (1 + EventDeliveries.countMax(row.getInt(3)))));
    long all = 0;
    for (int count = 0; count < ids.size(); count++) {
      all += bytes.getOrDefault(ids.get(count).value(), 0L);
      if (all > bytesMax && count > 0) {
        return ids.subList(0, count);
      }
    }
    return ids;
  }

  /** The events with these ids, with their payloads; those that are not there are missing. */
  public List<OfEvent> find(Collection<Event.Id> ids) throws SQLException {
    return Sql.of(WHOLE_EVENT + "where ")
        .then(dialect.amongIds("e.id", ids.stream().map(Event.Id::value).toList()))
        .list(connection, OfEvent::readAll);
  }

  /** The events of which one may have the delivery with an id, with their payloads. */
  List<OfEvent> alike(Delivery.Id id) throws SQLException {
    String half = id.value().substring(0, HALF);
    return Sql.list(
        connection,
        WHOLE_EVENT + "where e.id >= ? and e.id < ?",
        OfEvent::readAll,
        half,
        half + BEYOND);
  }

  /** The events with these numbers, by them, with their payloads. */
  public Map<Long, OfEvent> whole(Collection<Long> sequences) throws SQLException {
    return events(WHOLE_EVENT, OfEvent::readAll, sequences);
  }

  /** The same without payloads. */
  public Map<Long, OfEvent> withFans(Collection<Long> sequences) throws SQLException {
    return events(EVENT, OfEvent::read, sequences);
  }

  /** The same without their fans either, which may name thousands of deliveries. */
  Map<Long, OfEvent> heads(Collection<Long> sequences) throws SQLException {
    return events(EVENT_HEAD, OfEvent::readHead, sequences);
  }

  private Map<Long, OfEvent> events(
      String select, Sql.Row<OfEvent> read, Collection<Long> sequences) throws SQLException {
    Map<Long, OfEvent> events = new LinkedHashMap<>();
    if (!sequences.isEmpty()) {
      Sql.of(select + "where ")
          .then(numbered(List.copyOf(sequences)))
          .list(connection, read)
          .forEach(event -> events.put(event.sequence(), event));
    }
    return events;
  }

  /**
   * With these numbers, one at least. Their bounds leave out partitions, and a plan that was made
   * when there were few rows looks them up by them, too.
   */
  private Sql numbered(List<Long> sequences) {
    return Sql.of(
            "e.sequence >= ? and e.sequence <= ? and ",
            Collections.min(sequences),
            Collections.max(sequences))
        .then(dialect.among("e.sequence", sequences));
  }

  /** The first of these events, one at least, that have so many deliveries together, or fewer. */
  public List<Long> firstWith(List<Long> events, int deliveries) throws SQLException {
    Map<Long, Integer> most = new HashMap<>();
    Sql.of(FAN_BYTES)
        .then(numbered(events))
        .list(connection, row -> most.put(row.getLong(1), EventDeliveries.countMax(row.getInt(2))));
    int count = 0;
    for (long all = 0; count < events.size() && (count == 0 || all < deliveries); count++) {
      all += most.getOrDefault(events.get(count), 0);
    }
    return events.subList(0, count);
  }

  /** The last event with a lesser number: the one that a delivery was recorded with, if any. */
  Optional<OfEvent> before(long sequence) throws SQLException {
    return Sql.first(
        connection,
        EVENT + "where e.sequence < ? order by e.sequence desc limit 1",
        OfEvent::read,
        sequence);
  }

  /** The number of the newest event. */
  Optional<Long> newest() throws SQLException {
    return Sql.first(
        connection, "select sequence from {events} order by sequence desc limit 1", Sql.NUMBER);
  }

  /** The numbers of up to so many events, in their order. */
  public List<Long> numbers(NumberRange reach, int limit) throws SQLException {
    return Sql.list(
        connection,
        "select sequence from {events} where sequence > ? and sequence < ? order by sequence"
            + reach.direction()
            + " limit ?",
        Sql.NUMBER,
        reach.after(),
        reach.before(),
        limit);
  }
}
