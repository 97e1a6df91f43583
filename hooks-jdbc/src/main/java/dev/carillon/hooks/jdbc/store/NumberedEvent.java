package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.jdbc.packed.ContentTypes;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction writes of an event.
 *
 * @param fanOut as it is written
 * @param packed the same in bytes
 * @param sequence the event's number; its deliveries have those that follow
 * @param at when, by the engine's clock, in microseconds
 */
public record NumberedEvent(FanOut fanOut, PackedEvent packed, long sequence, long at) {

  /** How many numbers an event with this fan-out takes: its own and one for each delivery. */
  static int numbers(FanOut fanOut) {
    return 1 + fanOut.matches().size();
  }

  /** The id of a delivery of this event. */
  public static Delivery.Id deliveryId(Event.Id event, long distance) {
    return new Delivery.Id(Ids.derived(event.value(), distance));
  }

  /** The event's owner, as stored; null = none. */
  public @Nullable String owner() {
    String owner = fanOut.event().owner();
    return owner.isEmpty() ? null : owner;
  }

  /** The event's tags, as stored; null = none. */
  public @Nullable String tags() {
    Tags tags = fanOut.event().tags();
    return tags.none() ? null : Columns.lines(tags.texts());
  }

  /** The payloads' content types, as stored; null = all are plain JSON. */
  public @Nullable String contentType() {
    return ContentTypes.of(fanOut).text();
  }

  /** The event's trace, as stored; null if it follows from the event's id. */
  public @Nullable String trace() {
    Event event = fanOut.event();
    return event.trace().follows(event.id()) ? null : event.trace().text();
  }

  /** The last number that it took. */
  long last() {
    return sequence + fanOut.matches().size();
  }

  /**
   * The receipt.
   *
   * @param trusted only a lent connection's commit is certain to have happened when its caller goes
   *     on
   * @param read those of which the one node that sends them reads from the store
   */
  Receipt receipt(boolean trusted, Set<Webhook.Id> read) {
    List<DueDelivery> due = new ArrayList<>();
    Instant time = Columns.instant(at);
    DeliveryState state = new DeliveryState.Pending(time);
    int missed = 0;
    for (int ordinal = 0; ordinal < fanOut.matches().size(); ordinal++) {
      FanOut.Match match = fanOut.matches().get(ordinal);
      if (match.missed()) {
        missed++;
      } else if (!match.held() && !read.contains(match.webhook())) {
        due.add(
            new DueDelivery(
                delivery(match, ordinal, state, time), fanOut.payloads().get(match.payload())));
      }
    }
    int webhooks = fanOut.matches().size() - missed;
    return new Receipt(fanOut.event().id(), due, webhooks, missed, trusted);
  }

  private Delivery delivery(
      FanOut.Match match, int ordinal, DeliveryState state, Instant createdAt) {
    Event event = fanOut.event();
    return new Delivery(
        deliveryId(event.id(), 1L + ordinal),
        sequence + 1 + ordinal,
        match.webhook(),
        event.id(),
        event.type(),
        event.subject(),
        0,
        state,
        createdAt,
        event.trace());
  }
}
