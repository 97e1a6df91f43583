package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Ordering;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** The deliveries of one webhook that wait in memory, and which of them may go next. */
interface Queued {

  /** An empty queue that keeps this order. */
  static Queued in(Ordering ordering) {
    return switch (ordering) {
      case NONE -> new FifoQueue();
      case SUBJECT -> new SubjectQueue();
    };
  }

  /** Takes one that was not there before. */
  void add(DueDelivery due);

  /** The one to attempt now, if there is any; it leaves the queue. */
  Optional<DueDelivery> next(Instant now);

  /** Whether {@link #next} would give one. */
  boolean ready(Instant now);

  /** Takes one back after a failed attempt; false if it has to wait in the store instead. */
  boolean retry(DueDelivery due);

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

  /** First in, first out. Retries wait in the store. */
  static final class FifoQueue implements Queued {

    private final Deque<DueDelivery> ready = new ArrayDeque<>();

    @Override
    public void add(DueDelivery due) {
      ready.addLast(due);
    }

    @Override
    public Optional<DueDelivery> next(Instant now) {
      return Optional.ofNullable(ready.pollFirst());
    }

    @Override
    public boolean ready(Instant now) {
      return !ready.isEmpty();
    }

    @Override
    public boolean retry(DueDelivery due) {
      return false;
    }

    @Override
    public void ended(DueDelivery due) {
      // nothing waits for it
    }

    @Override
    public void clear(Collection<DueDelivery> busy) {
      ready.clear();
    }

    @Override
    public int size() {
      return ready.size();
    }

    @Override
    public Instant nextDue() {
      return Instant.MAX;
    }

    @Override
    public boolean inSequence() {
      return false;
    }
  }
}
