package dev.carillon.server.webhooks.explain;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.GroupedState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.explain.Explanation.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the store has of an event for a webhook.
 *
 * @param entry the delivery that has it: its own, or the one that it was sent with
 * @param grouped where it is if the webhook holds it, or if it was sent with others or dropped
 */
record EventOutcome(Optional<DeliveryLog.Entry> entry, Optional<GroupedState> grouped) {

  /** A page of these has an event's own delivery, and some of those that it went with. */
  private static final int LOOKED_AT = 20;

  /** Nothing: there is no delivery, and the event is not held. */
  static final EventOutcome NOTHING = new EventOutcome(Optional.empty(), Optional.empty());

  static EventOutcome of(DeliveryLog log, Event.Id event, Webhook.Id webhook) {
    Optional<GroupedState> grouped = log.grouped(event, webhook);
    if (grouped.isEmpty()) {
      return new EventOutcome(own(log, event, webhook), grouped);
    }
    Optional<DeliveryLog.Entry> entry =
        switch (grouped.get()) {
          case GroupedState.Debounced _, GroupedState.Ready _ -> Optional.empty();
          case GroupedState.Sent sent -> entry(log, sent.delivery());
          case GroupedState.Dropped dropped -> entry(log, dropped.delivery());
        };
    return new EventOutcome(entry, grouped);
  }

  private static Optional<DeliveryLog.Entry> entry(DeliveryLog log, Delivery.Id id) {
    return log.find(id).map(DeliveryLog.Detail::entry);
  }

  /** The log also finds deliveries of other events that this one was sent with elsewhere. */
  private static Optional<DeliveryLog.Entry> own(
      DeliveryLog log, Event.Id event, Webhook.Id webhook) {
    DeliveryFilter wanted =
        new DeliveryFilter(
            Set.of(),
            Set.of(webhook),
            new About(List.of(), "", event.value()),
            Ending.ANY,
            Span.ALWAYS,
            "");
    return log.page(wanted, DeliveryLog.Cursor.OLDEST, LOOKED_AT).entries().stream()
        .filter(entry -> entry.delivery().event().equals(event))
        .findFirst();
  }

  /** The delivery of this event alone. */
  Optional<Delivery> alone() {
    return grouped.isEmpty() ? delivery() : Optional.empty();
  }

  /** The delivery that has it. */
  Optional<Delivery> delivery() {
    return entry.map(DeliveryLog.Entry::delivery);
  }

  /** Whether it waits, without a delivery. */
  boolean held() {
    return grouped
        .filter(
            state -> state instanceof GroupedState.Debounced || state instanceof GroupedState.Ready)
        .isPresent();
  }

  /** What became of an event that the webhook was to get when it was recorded. */
  Verdict ended() {
    if (grouped.filter(GroupedState.Dropped.class::isInstance).isPresent()) {
      return Verdict.DROPPED;
    }
    return delivery().filter(one -> one.state() instanceof DeliveryState.Missed).isPresent()
        ? Verdict.MISSED
        : Verdict.GETS;
  }

  /** The name that callers see: of the delivery's state, {@code held} or {@code none}. */
  String state() {
    return held() ? "held" : delivery().map(found -> found.state().name()).orElse("none");
  }
}
