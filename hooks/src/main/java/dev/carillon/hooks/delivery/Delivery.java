package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;

/**
 * One event for one webhook.
 *
 * @param id never changes; sent as {@code webhook-id} with every attempt
 * @param sequence its place in the store's order, greater for later ones
 * @param webhook whom it is for
 * @param event the event that it carries
 * @param type the event's type
 * @param subject the event's subject
 * @param attempts how many attempts were made and recorded
 * @param state how far it has come
 * @param createdAt when the event was recorded
 * @param trace the event's
 */
public record Delivery(
    Id id,
    long sequence,
    Webhook.Id webhook,
    Event.Id event,
    EventType type,
    String subject,
    int attempts,
    DeliveryState state,
    Instant createdAt,
    Trace trace) {

  /** A delivery of an event with a trace of its own. */
  public Delivery(
      Id id,
      long sequence,
      Webhook.Id webhook,
      Event.Id event,
      EventType type,
      String subject,
      int attempts,
      DeliveryState state,
      Instant createdAt) {
    this(id, sequence, webhook, event, type, subject, attempts, state, createdAt, Trace.of(event));
  }

  /** The same delivery after one more attempt. */
  public Delivery attempted(DeliveryState next) {
    return new Delivery(
        id, sequence, webhook, event, type, subject, attempts + 1, next, createdAt, trace);
  }

  /** A delivery's id, 22 characters as {@link Ids} says. */
  public record Id(String value) {
    public Id {
      Ids.checked(value);
    }

    /** A new random id. */
    public static Id random() {
      return new Id(Ids.random());
    }

    @Override
    public String toString() {
      return value;
    }
  }
}
