package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.FirstAttemptColumns;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.jdbc.store.StoredDelivery.Recorded;
import dev.carillon.hooks.jdbc.store.StoredDelivery.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Reads the attempts of deliveries that have ended, by the time of their end. What ends is stored
 * within a few seconds; what is stored later, or was redelivered, is found in {@link #late}. Times
 * are microseconds since 1970, by the engine's clock.
 *
 * @param database where the store is
 */
public record SettledAttempts(Database database) {

  /** So many events are read at first, and so many at once if their payloads are small. */
  private static final int EVENTS_FIRST = 4;

  private static final int EVENTS_AT_ONCE = 16;

  /** If payloads have more bytes, fewer are read next; if responses do, they are visited first. */
  private static final long BYTES_AT_ONCE = 2_000_000;

  private static final int SEQUENCES_AT_ONCE = 1_000;

  /** Of one delivery; each may have a response of some 20 kB. */
  private static final int ATTEMPTS_AT_ONCE = 50;

  private static final Payload NOTHING = Payload.of(new byte[0]);

  private static final String FIRST =
      """
      select coalesce(min(ended), 0) from (
        select min(ended_from) as ended from {results} where ended_to >= ?
        union all
        select min(ended_from) from {chunks} where ended_to >= ?
        union all
        select min(ended_at) from {deliveries} where ended_at >= ?) as ends
      """;
  private static final String COUNT =
      """
      select sum(n) from (
        select coalesce(sum(n), 0) as n from {results} where ended_to >= ? and ended_from < ?
        union all
        select coalesce(sum(n), 0) from {chunks} where ended_to >= ? and ended_from < ?
        union all
        select count(*) from {deliveries} where ended_at >= ? and ended_at < ?) as counts
      """;
  private static final String ENDED = "where d.ended_at >= ? and d.ended_at < ? and d.attempts > 0";
  private static final String LATE =
      "select delivery, times from {late_ends} order by delivery limit ?";
  private static final String IS_LATE = "select count(*) from {late_ends} where delivery = ?";
  private static final String FORGET = "delete from {late_ends} where delivery = ? and times = ?";

  /**
   * About when the first delivery ended at or after a time: not later than it did. 0 if none did.
   */
  public long firstEnd(long from) {
    long first = database.read(connection -> Sql.number(connection, FIRST, from, from, from));
    return first == 0 ? 0 : Math.max(first, from);
  }

  /** About how many deliveries ended within a time, or a few more. */
  public long count(long from, long to) {
    return database.read(connection -> Sql.number(connection, COUNT, from, to, from, to, from, to));
  }

  /** The attempts of all deliveries that ended at or after {@code from} and before {@code to}. */
  public Ended within(long from, long to) {
    return database.read(
        connection -> {
          DeliveryReader reader = DeliveryReader.atOneMoment(database.dialect(), connection);
          FirstAttemptColumns first =
              new FirstAttemptSearch(database.dialect(), connection).endedWithin(from, to);
          return new Ended(
              this,
              EndedRecords.read(database, reader, first),
              reader.rows(Sql.of(ENDED, from, to)).stream().map(Place::of).toList());
        });
  }

  /** The attempts of the deliveries with these numbers; those that are not there are left out. */
  public void of(Collection<Long> sequences, Consumer<Settled> visitor) {
    List<Long> all = sequences.stream().distinct().sorted().toList();
    for (int from = 0; from < all.size(); from += SEQUENCES_AT_ONCE) {
      List<Long> some = all.subList(from, Math.min(all.size(), from + SEQUENCES_AT_ONCE));
      visit(database.read(connection -> places(connection, some)), visitor);
    }
  }

  private List<Place> places(Connection connection, List<Long> sequences) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(database.dialect(), connection);
    List<Place> places = new ArrayList<>();
    for (StoredDelivery one : reader.at(sequences)) {
      switch (one.place()) {
        case StoredDelivery.InEvent open -> {}
        case Recorded(FirstAttempt first) -> places.add(Place.of(first));
        case Row row -> places.add(Place.of(row));
      }
    }
    return places;
  }

  /** The id that the delivery with a number has or had; empty where its event is not there. */
  public Optional<Delivery.Id> idOf(long sequence) {
    return database.read(
        connection ->
            DeliveryReader.atOneMoment(database.dialect(), connection)
                .events()
                .before(sequence)
                .filter(event -> sequence <= event.sequence() + event.fan().count())
                .map(event -> NumberedEvent.deliveryId(event.id(), sequence - event.sequence())));
  }

  /** Deliveries that are not found by the time of their end, the least numbers first. */
  public List<Late> late(int limit) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                LATE,
                row -> new Late(row.getLong("delivery"), row.getLong("times")),
                limit));
  }

  /** Whether the delivery with this number is among the late ones. */
  public boolean isLate(long sequence) {
    return database.read(connection -> Sql.number(connection, IS_LATE, sequence)) > 0;
  }

  /**
   * Forgets late ones, in the caller's transaction; not those that were noted again since they were
   * read.
   */
  public static void forgetLate(Connection connection, Collection<Late> deliveries)
      throws SQLException {
    Sql.batch(
        connection,
        FORGET,
        deliveries,
        (statement, late) -> {
          statement.setLong(1, late.delivery());
          statement.setLong(2, late.times());
        });
  }

  /** The time before which retention may have removed deliveries that ended; 0 = none. */
  public long purgedBefore() {
    return database.read(
        connection -> Sql.number(connection, "select purged_before from {journal}"));
  }

  /**
   * Visits them outside of the transactions that read them, each of some events: more of small
   * payloads, few of large ones. Responses of more bytes end a transaction, within a delivery too.
   */
  private void visit(List<Place> places, Consumer<Settled> visitor) {
    List<Place> sorted = places.stream().sorted(Comparator.comparingLong(Place::event)).toList();
    Map<Integer, String> agents = new HashMap<>();
    int size = EVENTS_FIRST;
    int after = 0;
    for (int from = 0; from < sorted.size(); ) {
      List<Place> some = sorted.subList(from, endOf(sorted, from, size));
      List<Settled> read = new ArrayList<>();
      int known = after;
      Batch batch =
          database.read(
              connection -> {
                // it may be read again, and a segment with an attempt twice cannot be mended
                read.clear();
                return read(connection, some, known, agents, read);
              });
      read.forEach(visitor);
      from += batch.places();
      after = batch.after();
      size =
          batch.bytes() > BYTES_AT_ONCE
              ? Math.max(1, size / 4)
              : Math.min(EVENTS_AT_ONCE, 2 * size);
    }
  }

  /** Where so many events end. */
  private static int endOf(List<Place> sorted, int from, int events) {
    int end = from;
    for (int count = 0; end < sorted.size(); end++) {
      boolean another = end == from || sorted.get(end).event() != sorted.get(end - 1).event();
      if (another && ++count > events) {
        return end;
      }
    }
    return end;
  }

  /**
   * Reads some places.
   *
   * @param known the number of the last attempt of the first of them that is known
   */
  private Batch read(
      Connection connection,
      List<Place> places,
      int known,
      Map<Integer, String> agents,
      List<Settled> into)
      throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(database.dialect(), connection);
    Map<Long, OfEvent> events =
        reader.events().whole(places.stream().map(Place::event).distinct().toList());
    long payloads = events.values().stream().mapToLong(event -> event.payloads().length).sum();
    Map<PayloadOf, Payload> shared = new HashMap<>();
    long responses = 0;
    int done = 0;
    int after = known;
    while (done < places.size() && responses <= BYTES_AT_ONCE) {
      Place one = places.get(done);
      OfEvent event = events.get(one.event());
      Part part = event == null ? Part.NONE : read(reader, event, one, after, shared, agents, into);
      responses += part.bytes();
      after = part.after();
      done += after == 0 ? 1 : 0;
    }
    return new Batch(done, after, payloads + responses);
  }

  /** Reads the next attempts of a delivery. */
  private static Part read(
      DeliveryReader reader,
      OfEvent event,
      Place one,
      int after,
      Map<PayloadOf, Payload> shared,
      Map<Integer, String> agents,
      List<Settled> into)
      throws SQLException {
    StoredDelivery stored = new StoredDelivery(event, one.sequence(), one.webhook(), one.place());
    Delivery delivery = stored.delivery(reader.name(one.webhook()).id());
    int index = stored.payload();
    Payload payload =
        index == EventDeliveries.MISSED
            ? NOTHING
            : shared.computeIfAbsent(
                new PayloadOf(event.sequence(), index), key -> event.payload(key.index()));
    long bytes = 0;
    List<Attempt> some = attempts(reader.connection(), one.place(), after, agents);
    for (Attempt attempt : some) {
      into.add(new Settled(delivery, event.time(), payload, attempt));
      bytes += bytes(attempt.outcome());
    }
    return new Part(some.size() < ATTEMPTS_AT_ONCE ? 0 : some.getLast().number(), bytes);
  }

  private static long bytes(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> bytes(accepted.response());
      case Outcome.Rejected rejected -> bytes(rejected.response());
      case Outcome.NoResponse noResponse -> noResponse.detail().length();
      case Outcome.Blocked blocked -> blocked.detail().length();
      case Outcome.Acknowledged acknowledged -> acknowledged.reader().length();
    };
  }

  private static long bytes(ReceiverResponse response) {
    long headers =
        response.headers().stream()
            .mapToLong(header -> header.name().length() + header.value().length())
            .sum();
    return response.body().length() + headers;
  }

  private static List<Attempt> attempts(
      Connection connection, StoredDelivery.Place place, int after, Map<Integer, String> agents)
      throws SQLException {
    return switch (place) {
      case StoredDelivery.InEvent open -> List.of();
      case Row row -> SqlAttempts.of(connection, row, after, ATTEMPTS_AT_ONCE);
      case Recorded(FirstAttempt first) -> {
        String agent = agents.get(first.userAgent());
        if (agent == null) {
          agent = UserAgents.text(connection, first.userAgent());
          agents.put(first.userAgent(), agent);
        }
        yield List.of(first.attempt(agent));
      }
    };
  }

  /**
   * An attempt of a delivery that has ended.
   *
   * @param delivery as it is now: with the number of its attempts
   * @param eventTime when its event happened, by the wall clock
   * @param payload what was sent; mostly one object for all deliveries of an event that share it
   */
  public record Settled(Delivery delivery, Instant eventTime, Payload payload, Attempt attempt) {}

  /**
   * What ended within a time, as one moment of the database has it.
   *
   * @param records deliveries whose first attempt succeeded, of which little is kept
   */
  public record Ended(SettledAttempts store, EndedRecords records, List<Place> rows) {

    public Ended {
      rows = List.copyOf(rows);
    }

    /** Visits the attempts of all other deliveries. */
    public void eachOther(Consumer<Settled> visitor) {
      store.visit(rows, visitor);
    }

    /** Visits the attempts of those of the records whose numbers are wanted. */
    public void eachRecord(LongPredicate wanted, Consumer<Settled> visitor) {
      List<Place> places = new ArrayList<>();
      records.each(wanted, first -> places.add(Place.of(first)));
      store.visit(places, visitor);
    }
  }

  /**
   * A delivery that is not found by the time of its end.
   *
   * @param delivery its number
   * @param times how often this was noted
   */
  public record Late(long delivery, long times) {}

  /**
   * The progress of one reading transaction.
   *
   * @param places of how many deliveries all that there was
   * @param after the number of the last attempt that was read of the next; 0 = none
   * @param bytes of payloads and responses
   */
  private record Batch(int places, int after, long bytes) {}

  /**
   * Some attempts of a delivery.
   *
   * @param after the number of the last, if there may be more; 0 = there are no more
   * @param bytes about how many their responses have
   */
  private record Part(int after, long bytes) {
    static final Part NONE = new Part(0, 0);
  }

  /** A payload of an event. */
  private record PayloadOf(long event, int index) {}

  /** Where a delivery lies, and which event it is of. */
  record Place(long event, long sequence, long webhook, StoredDelivery.Place place) {

    static Place of(FirstAttempt first) {
      return new Place(first.event(), first.sequence(), first.webhook(), new Recorded(first));
    }

    static Place of(Row row) {
      return new Place(row.event(), row.sequence(), row.webhook(), row);
    }
  }
}
