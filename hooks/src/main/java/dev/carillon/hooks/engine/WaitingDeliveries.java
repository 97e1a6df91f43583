package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Ordering;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** The deliveries of one webhook that wait in memory, and which of them may go next. */
interface WaitingDeliveries {

  /** An empty queue that keeps this order. */
  static WaitingDeliveries in(Ordering ordering) {
    return switch (ordering) {
      case NONE -> new FifoQueue();
      case SUBJECT -> new SubjectQueue();
    };
  }

  /** Takes one that was not there before. */
  void add(KnownDelivery one);

  /** The one to attempt now, if there is any; it leaves the queue. */
  Optional<KnownDelivery> next(Instant now);

  /** Whether {@link #next} would give one. */
  boolean ready(Instant now);

  /** Takes one back after a failed attempt; false if it has to wait in the store instead. */
  boolean retry(KnownDelivery one);

  /** One that {@link #next} gave has ended for good. */
  void ended(DueDelivery due);

  /** Empties the queue; those given are on the wire or on their way to the store. */
  void clear(Collection<DueDelivery> busy);

  /** How many could go now: neither retries nor what has to wait for another one are counted. */
  int size();

  /** When the earliest that waits for its time is due; {@link Instant#MAX} = none waits. */
  Instant nextDue();

  /** Whether the store has to be read in the order of the changes rather than of due times. */
  boolean inSequence();
}
