package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One delivery of a {@link StoreModel}: what a store must say of it. */
final class ModelledDelivery {

  /** So long after it was called off a redelivery may still be on the wire. */
  private static final Duration ON_THE_WIRE_MAX = Duration.ofHours(1);

  final Event event;
  final List<Attempt> attempts = new ArrayList<>();
  Delivery now;
  Payload payload;
  private Redelivery redelivery = Redelivery.NONE;
  private Instant calledOffAt = Instant.EPOCH;

  ModelledDelivery(Event event, Delivery now, Payload payload) {
    this.event = event;
    this.now = now;
    this.payload = payload;
  }

  boolean pending() {
    return now.state() instanceof DeliveryState.Pending;
  }

  boolean missed() {
    return now.state() instanceof DeliveryState.Missed;
  }

  boolean delivered() {
    return now.state() instanceof DeliveryState.Delivered;
  }

  boolean redelivering() {
    return redelivery == Redelivery.WAITING;
  }

  DueDelivery due() {
    return new DueDelivery(now, payload);
  }

  Instant endedAt() {
    return switch (now.state()) {
      case DeliveryState.Pending pending -> throw new AssertionError("it is pending: " + now);
      case DeliveryState.Delivered(Instant at) -> at;
      case DeliveryState.Exhausted(Instant at) -> at;
      case DeliveryState.Cancelled(Instant at) -> at;
      case DeliveryState.Missed(Instant at) -> at;
    };
  }

  Last last() {
    return attempts.isEmpty()
        ? Last.NONE
        : Last.of(attempts.getLast().outcome(), attempts.getLast().duration());
  }

  /** Whether its payload or a response's body holds this. */
  boolean tells(String text) {
    return holds(new String(payload.bytes(), StandardCharsets.UTF_8), text)
        || attempts.stream().anyMatch(attempt -> holds(body(attempt), text));
  }

  private static boolean holds(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static String body(Attempt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted(ReceiverResponse response) -> response.body();
      case Outcome.Rejected(ReceiverResponse response) -> response.body();
      case Outcome.NoResponse noResponse -> "";
      case Outcome.Blocked blocked -> "";
      case Outcome.Acknowledged acknowledged -> "";
    };
  }

  void become(DeliveryState state) {
    now =
        new Delivery(
            now.id(),
            now.sequence(),
            now.webhook(),
            now.event(),
            now.type(),
            now.subject(),
            attempts.size(),
            state,
            now.createdAt(),
            now.trace());
  }

  /** Whether it passed the fence. */
  boolean settle(Settlement settlement) {
    Attempt attempt = settlement.attempt();
    boolean asked = !attempt.redelivery() || (redelivery != Redelivery.NONE && !pending());
    if (attempt.number() != attempts.size() + 1 || !asked) {
      return false;
    }
    attempts.add(kept(attempt));
    redelivery = attempt.redelivery() ? Redelivery.NONE : redelivery;
    boolean moves = attempt.outcome().success() ? !delivered() : pending() && !attempt.redelivery();
    become(moves ? settlement.next() : now.state());
    return true;
  }

  /** A first attempt that succeeded is told by its numbers alone. */
  private static Attempt kept(Attempt attempt) {
    return attempt.fitsRecord()
            && attempt.outcome() instanceof Outcome.Accepted(ReceiverResponse response)
        ? new Attempt(
            attempt.number(),
            attempt.at(),
            attempt.duration(),
            new Outcome.Accepted(ReceiverResponse.of(response.status())))
        : attempt;
  }

  void askForRedelivery() {
    redelivery = Redelivery.WAITING;
  }

  void callRedeliveryOff(Instant at) {
    if (redelivery == Redelivery.WAITING) {
      redelivery = Redelivery.CALLED_OFF;
      calledOffAt = at;
    }
  }

  /** Whether a purge at this time must let it be. */
  boolean needed(Instant endedBefore, Instant purgedAt) {
    if (redelivery == Redelivery.CALLED_OFF
        && calledOffAt.isBefore(purgedAt.minus(ON_THE_WIRE_MAX))) {
      redelivery = Redelivery.NONE;
    }
    return pending() || redelivery != Redelivery.NONE || !endedAt().isBefore(endedBefore);
  }

  private enum Redelivery {
    NONE,
    WAITING,
    CALLED_OFF
  }
}
