package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Addressee;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.jdbc.packed.ContentTypes;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A delivery as one moment of the database has it.
 *
 * @param event its event
 * @param webhook the number of its webhook
 * @param place where it lies
 */
public record StoredDelivery(OfEvent event, long sequence, long webhook, Place place) {

  /** Its state. */
  public DeliveryState state() {
    return switch (place) {
      case InEvent open -> new DeliveryState.Pending(event.recordedAt());
      case Recorded(FirstAttempt first) ->
          new DeliveryState.Delivered(Columns.instant(first.ended()));
      case Row row -> row.state();
    };
  }

  /** When it ended, in microseconds; 0 while it is pending. */
  public long endedMicros() {
    Long ended = StateCodes.endedMicros(state());
    return ended == null ? 0 : ended;
  }

  /** Whether it is to be sent. */
  public boolean pending() {
    return state() instanceof DeliveryState.Pending;
  }

  /** The epoch of the node that sends it. */
  public long owner() {
    return place instanceof Row row ? row.owner() : event.owner();
  }

  /** The same as memory has it while it is open. */
  OpenDelivery asOpen() {
    return new OpenDelivery(
        webhook, sequence, event.sequence(), Columns.micros(event.recordedAt()));
  }

  /** The delivery, for the webhook with its number. */
  public Delivery delivery(Webhook.Id id) {
    Instant createdAt =
        place instanceof Row row ? Columns.instant(row.createdAt()) : event.recordedAt();
    int attempts =
        switch (place) {
          case InEvent open -> 0;
          case Recorded recorded -> 1;
          case Row row -> row.attempts();
        };
    return new Delivery(
        NumberedEvent.deliveryId(event.id(), sequence - event.sequence()),
        sequence,
        id,
        event.id(),
        event.type(),
        event.subject(),
        attempts,
        state(),
        createdAt,
        event.trace());
  }

  /** As lists show it. */
  public Entry entry(WebhookName name) {
    Last last =
        switch (place) {
          case InEvent open -> Last.NONE;
          case Recorded(FirstAttempt first) ->
              new Last(first.status(), "", Columns.duration(first.duration()));
          case Row row -> row.last();
        };
    return new Entry(
        delivery(name.id()), new Addressee(name.name(), name.removed()), event.time(), last);
  }

  /** The same delivery in another place. */
  StoredDelivery in(Place other) {
    return new StoredDelivery(event, sequence, webhook, other);
  }

  /** The same delivery with more of its event. */
  public StoredDelivery of(OfEvent whole) {
    return new StoredDelivery(whole, sequence, webhook, place);
  }

  /**
   * Which of the event's payloads it carries; {@link EventDeliveries#MISSED} = none. Where it has
   * no row, the event has to be read with its fan.
   */
  public int payload() {
    return place instanceof Row row
        ? row.payload()
        : event.fan().payload((int) (sequence - event.sequence() - 1));
  }

  /** As it is sent; its event was read with its payloads. */
  public DueDelivery due(Webhook.Id id) {
    return new DueDelivery(delivery(id), event.payload(payload()));
  }

  /** Where a delivery lies. */
  public sealed interface Place {}

  /** Nowhere but in its event. */
  public record InEvent() implements Place {}

  /** In a block of first attempts. */
  public record Recorded(FirstAttempt first) implements Place {}

  /**
   * In a row.
   *
   * @param event the number of its event
   * @param payload which of the event's; {@link EventDeliveries#MISSED} = none
   */
  public record Row(
      long sequence,
      long event,
      long webhook,
      int payload,
      DeliveryState state,
      long owner,
      int attempts,
      long createdAt,
      Last last)
      implements Place {

    /** What {@link #read} needs. */
    static final String SELECT =
        """
        select d.sequence, d.event, d.webhook, d.payload, d.state, d.owner, d.attempts, d.due_at,
          d.ended_at, d.created_at, d.last, d.late,
          a.status as last_status, a.error as last_error, a.duration as last_duration
        from {deliveries} d
        left join {attempts} a on a.delivery = d.sequence and a.number = d.attempts
        """;

    static Row read(ResultSet row) throws SQLException {
      int payload = row.getInt("payload");
      boolean missed = row.wasNull();
      return new Row(
          row.getLong("sequence"),
          row.getLong("event"),
          row.getLong("webhook"),
          missed ? EventDeliveries.MISSED : payload,
          StateCodes.read(row),
          row.getLong("owner"),
          row.getInt("attempts"),
          row.getLong("created_at"),
          last(row));
    }

    private static Last last(ResultSet row) throws SQLException {
      String error = row.getString("last_error");
      var duration = Columns.duration(row.getLong("last_duration"));
      if (error != null) {
        return Last.of(new Outcome.NoResponse(ErrorClass.of(error), ""), duration);
      }
      int status = row.getInt("last_status");
      if (status <= 0) {
        return Last.NONE;
      }
      ReceiverResponse response = ReceiverResponse.of(status);
      return Last.of(
          response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response),
          duration);
    }
  }

  /**
   * An event as its deliveries need it.
   *
   * @param owner the epoch that recorded it
   * @param fan {@link EventDeliveries#NONE} where it was not read
   * @param types what its payloads are sent as
   * @param payloads of no bytes where they were not read
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record OfEvent(
      long sequence,
      Event.Id id,
      EventType type,
      String subject,
      Instant time,
      Instant recordedAt,
      long owner,
      EventDeliveries fan,
      Trace trace,
      ContentTypes types,
      byte[] payloads) {

    /** What {@link #readHead} needs of {@code events e}: nothing that grows with its deliveries. */
    static final String HEAD =
        "e.sequence, e.id, e.type, e.subject, e.time, e.recorded_at, e.owner, e.trace,"
            + " e.content_type";

    /** What {@link #read} needs, without payloads. */
    static final String COLUMNS = HEAD + ", e.fan";

    static OfEvent readHead(ResultSet row) throws SQLException {
      return read(row, EventDeliveries.NONE, new byte[0]);
    }

    static OfEvent read(ResultSet row) throws SQLException {
      return read(row, EventDeliveries.read(row.getBytes("fan")), new byte[0]);
    }

    static OfEvent readAll(ResultSet row) throws SQLException {
      return read(row, EventDeliveries.read(row.getBytes("fan")), row.getBytes("payloads"));
    }

    /** One of its payloads, where they were read. */
    public Payload payload(int index) {
      return types.typed(index, PackedEvent.payload(payloads, index));
    }

    /** How many of the deliveries that were recorded with it have numbers within a reach. */
    public long count(NumberRange reach) {
      return Math.max(0, last(reach) - first(reach) + 1);
    }

    /** The least number within a reach that one of them can have. */
    public long first(NumberRange reach) {
      return Math.max(sequence, reach.after()) + 1;
    }

    /** The greatest number within a reach that one of them can have. */
    public long last(NumberRange reach) {
      return Math.min(sequence + fan.count(), reach.before() - 1);
    }

    /** The event's deliveries within a reach, without missed ones, as if all of them were open. */
    List<StoredDelivery> opened(NumberRange reach) {
      List<StoredDelivery> opened = new ArrayList<>();
      for (long number = first(reach); number <= last(reach); number++) {
        int ordinal = (int) (number - sequence - 1);
        if (!fan.missed(ordinal)) {
          opened.add(new StoredDelivery(this, number, fan.webhook(ordinal), new InEvent()));
        }
      }
      return opened;
    }

    private static OfEvent read(ResultSet row, EventDeliveries fan, byte[] payloads)
        throws SQLException {
      Event.Id id = new Event.Id(row.getString("id"));
      String trace = row.getString("trace");
      return new OfEvent(
          row.getLong("sequence"),
          id,
          new EventType(row.getString("type")),
          row.getString("subject"),
          Columns.time(row, "time"),
          Columns.time(row, "recorded_at"),
          row.getLong("owner"),
          fan,
          trace == null ? Trace.of(id) : Trace.read(trace),
          ContentTypes.read(row.getString("content_type")),
          payloads);
    }
  }

  /** What a list shows of a webhook. */
  public record WebhookName(Webhook.Id id, String name, boolean removed) {

    static WebhookName read(ResultSet row) throws SQLException {
      return new WebhookName(
          new Webhook.Id(row.getString("id")),
          row.getString("name"),
          row.getObject("removed_at") != null);
    }
  }
}
