package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.ContentTypes;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.FirstAttemptColumns;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.packed.PackedEvent.Span;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * First attempts that succeeded, and ended within a time, to be visited without an object for each:
 * their events are read once, many in one statement.
 */
public final class EndedRecords {

  private static final int EVENTS_AT_ONCE = 500;

  /** If the numbers of such events reach over so many for each, others lie between them. */
  private static final int NUMBERS_EACH = 8;

  /** Payloads with more bytes are read one by one, lest many of them are in memory. */
  private static final int PAYLOAD_BYTES = 8_192;

  private static final String EVENT =
      """
      select e.sequence, e.id, e.type, e.subject, e.time, e.content_type, e.fan,
        case when length(e.payloads) <= ? then e.payloads end
      from {events} e where e.sequence >= ? and e.sequence <= ?\
      """;
  private static final String IN_ORDER = " order by e.sequence";
  private static final String PAYLOADS = "select payloads from {events} where sequence = ?";

  private static final int RECENT = 64;

  private static final byte[] NOTHING = {};

  private final Database database;
  private final FirstAttemptColumns records;
  private final List<Sender> senders;
  private final int[] senderOf;

  private EndedRecords(
      Database database, FirstAttemptColumns records, List<Sender> senders, int[] senderOf) {
    this.database = database;
    this.records = records;
    this.senders = senders;
    this.senderOf = senderOf;
  }

  static EndedRecords read(Database database, DeliveryReader reader, FirstAttemptColumns records)
      throws SQLException {
    Map<Key, Integer> known = new HashMap<>();
    List<Sender> senders = new ArrayList<>();
    int[] senderOf = new int[records.size()];
    // most events go to the same webhooks in the same order
    int[] recent = new int[RECENT];
    Arrays.fill(recent, -1);
    for (int place = 0; place < senderOf.length; place++) {
      int slot = Math.floorMod(records.ordinal(place), RECENT);
      if (recent[slot] < 0 || !sameSender(records, place, recent[slot])) {
        Key key = Key.of(records, place);
        Integer sender = known.get(key);
        if (sender == null) {
          sender = senders.size();
          known.put(key, sender);
          senders.add(
              new Sender(
                  reader.name(key.webhook()).id(),
                  key.revision(),
                  UserAgents.text(reader.connection(), key.userAgent())));
        }
        senderOf[place] = sender;
      } else {
        senderOf[place] = senderOf[recent[slot]];
      }
      recent[slot] = place;
    }
    return new EndedRecords(database, records, List.copyOf(senders), senderOf);
  }

  private static boolean sameSender(FirstAttemptColumns records, int one, int other) {
    return records.webhook(one) == records.webhook(other)
        && records.revision(one) == records.revision(other)
        && records.userAgent(one) == records.userAgent(other);
  }

  /** Who sent them, by the numbers that a visitor gets. */
  public List<Sender> senders() {
    return senders;
  }

  /** Those whose numbers are wanted. */
  void each(LongPredicate wanted, Consumer<FirstAttempt> visitor) {
    for (int place = 0; place < records.size(); place++) {
      if (wanted.test(records.sequence(place))) {
        visitor.accept(records.get(place));
      }
    }
  }

  /**
   * Visits all in the order of their deliveries, while a transaction reads. Those whose event is
   * not there are left out.
   */
  public void visit(Visitor visitor) {
    for (int from = 0; from < records.size(); ) {
      Part part = new Part(from, endOf(from), visitor);
      from = database.read(part::read);
    }
  }

  /** Where so many events end. */
  private int endOf(int from) {
    int end = from;
    long event = -1;
    for (int events = 0; end < records.size(); end++) {
      long next = records.event(end);
      if (next != event && ++events > EVENTS_AT_ONCE) {
        return end;
      }
      event = next;
    }
    return end;
  }

  /**
   * Gets the attempts of an event after the event and its payloads. Bytes are lent for the call.
   */
  public interface Visitor {

    /** The event of what follows; texts are UTF-8. */
    void event(byte[] id, byte[] type, byte[] subject, long timeMicros);

    /**
     * A payload of this event.
     *
     * @param index its number
     */
    void payload(int index, String contentType, byte[] bytes, int from, int length);

    /**
     * An attempt.
     *
     * @param sequence of the delivery
     * @param distance of the delivery from its event
     * @param payload the number of its payload
     * @param sender the number of its sender
     */
    void attempt(
        long sequence,
        long distance,
        int payload,
        int sender,
        long atMicros,
        long durationMicros,
        int status);
  }

  /**
   * Who sent.
   *
   * @param revision of the webhook; 0 = not known
   */
  public record Sender(Webhook.Id webhook, int revision, String userAgent) {}

  private record Key(long webhook, int revision, int userAgent) {

    static Key of(FirstAttemptColumns records, int place) {
      return new Key(records.webhook(place), records.revision(place), records.userAgent(place));
    }
  }

  /** The attempts of some events. */
  private final class Part {

    private final int end;
    private final Visitor visitor;
    private final BitSet payloadsSeen = new BitSet();
    private int place;

    Part(int from, int end, Visitor visitor) {
      this.place = from;
      this.end = end;
      this.visitor = visitor;
    }

    /** Visits them; the place behind them. */
    int read(Connection connection) throws SQLException {
      // it may be read again after all was visited
      if (place < end) {
        query().each(connection, row -> visit(connection, row));
      }
      return end;
    }

    private Sql query() {
      List<Long> events = new ArrayList<>();
      for (int at = place; at < end; at++) {
        long event = records.event(at);
        if (events.isEmpty() || events.getLast() != event) {
          events.add(event);
        }
      }
      long first = events.getFirst();
      long last = events.getLast();
      Sql all = Sql.of(EVENT, PAYLOAD_BYTES, first, last);
      boolean dense = last - first <= (long) NUMBERS_EACH * events.size();
      Sql wanted =
          dense ? all : all.then(" and ").then(database.dialect().among("e.sequence", events));
      return wanted.then(IN_ORDER);
    }

    private void visit(Connection connection, ResultSet row) throws SQLException {
      long event = row.getLong(1);
      while (place < end && records.event(place) < event) {
        place++;
      }
      if (place == end || records.event(place) != event) {
        return;
      }
      byte[] payloads = row.getBytes(8);
      if (payloads == null) {
        Optional<byte[]> large = Sql.first(connection, PAYLOADS, one -> one.getBytes(1), event);
        if (large.isEmpty()) {
          // purged since
          return;
        }
        payloads = large.get();
      }
      // both drivers give the bytes of a text as they are, which is faster than to decode them
      visitor.event(row.getBytes(2), row.getBytes(3), row.getBytes(4), row.getLong(5));
      ContentTypes types = ContentTypes.read(row.getString(6));
      EventDeliveries fan = EventDeliveries.read(row.getBytes(7));
      payloadsSeen.clear();
      for (; place < end && records.event(place) == event; place++) {
        int ordinal = records.ordinal(place);
        int payload = fan.payload(ordinal);
        payload(payload, types, payloads);
        visitor.attempt(
            records.sequence(place),
            1L + ordinal,
            payload,
            senderOf[place],
            records.at(place),
            records.duration(place),
            records.status(place));
      }
    }

    private void payload(int index, ContentTypes types, byte[] payloads) {
      // the one that a missed delivery has stands before all others
      if (payloadsSeen.get(index + 1)) {
        return;
      }
      payloadsSeen.set(index + 1);
      if (index == EventDeliveries.MISSED) {
        visitor.payload(index, Payload.JSON, NOTHING, 0, 0);
      } else {
        Span span = PackedEvent.span(payloads, index);
        visitor.payload(index, types.type(index), payloads, span.from(), span.length());
      }
    }
  }
}
