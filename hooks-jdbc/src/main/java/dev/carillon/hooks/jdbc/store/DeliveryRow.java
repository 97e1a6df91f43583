package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a delivery lies in its row, and how it is found by its id. */
public final class DeliveryRow {

  private static final String COLUMNS =
      """
      select d.sequence, d.id, d.attempts, d.state, d.due_at, d.ended_at, d.created_at,
             w.id as webhook_id, e.id as event_id, e.type, e.subject, e.trace
      """;
  private static final String TABLES =
      """
      from deliveries d
      join webhooks w on w.key = d.webhook
      join events e on e.sequence = d.event
      """;

  static final String SELECT = COLUMNS + TABLES;
  static final String SELECT_DUE =
      COLUMNS + ", p.bytes " + TABLES + "join payloads p on p.sequence = d.payload\n";

  private static final int SHARED = Ids.LENGTH / 2;

  /** Greater than every character of an id. */
  private static final String BEYOND = "~";

  private DeliveryRow() {}

  /**
   * A new id for a delivery of this event: its first half is the event's, its second half random.
   * So the index of event ids finds deliveries too, and each delivery does without one.
   */
  public static Delivery.Id newId(Event.Id event) {
    return new Delivery.Id(Ids.beside(event.value()));
  }

  /**
   * The condition for delivery {@code d} with an id; its parameters are {@link #parametersOf}. The
   * cross join makes SQLite begin with the event, of which there are few; with the delivery's id
   * inside it would index all deliveries first.
   */
  public static String byId(String ofEvent) {
    return """
    where d.sequence in (
      select d.sequence from events e cross join deliveries d
      where e.id >= ? and e.id < ? and %s)
      and d.id = ?
    """
        .formatted(ofEvent);
  }

  /** The parameters of {@link #byId}: from and below which id its event is, and its own. */
  public static Object[] parametersOf(Delivery.Id id) {
    String ofEvent = id.value().substring(0, SHARED);
    return new Object[] {ofEvent, ofEvent + BEYOND, id.value()};
  }

  /** What is stored of an event's trace: nothing where it follows from the event's id. */
  public static @Nullable String stored(Event event) {
    return event.trace().follows(event.id()) ? null : event.trace().text();
  }

  /** Reads one. */
  public static Delivery read(ResultSet row) throws SQLException {
    Event.Id event = new Event.Id(row.getString("event_id"));
    String trace = row.getString("trace");
    return new Delivery(
        new Delivery.Id(row.getString("id")),
        row.getLong("sequence"),
        new Webhook.Id(row.getString("webhook_id")),
        event,
        new EventType(row.getString("type")),
        row.getString("subject"),
        row.getInt("attempts"),
        StateCodes.read(row),
        Columns.time(row, "created_at"),
        trace == null ? Trace.of(event) : Trace.read(trace));
  }

  static DueDelivery readDue(ResultSet row) throws SQLException {
    return new DueDelivery(read(row), Payload.of(row.getBytes("bytes")));
  }
}
