package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Deliveries of one webhook that have ended and are sent once more because somebody asked. Their
 * rows are the truth; a few are held here at a time. They take turns with what is new: while there
 * is that, every {@value #SHARE}th attempt is a redelivery, so that many of them delay it little.
 *
 * <p>A redelivery stands outside the order of the changes, which has long gone on.
 */
final class RedeliveryQueue {

  private static final int SHARE = 4;
  private static final int PAGE = 50;

  private final Webhook.Id webhook;
  private final MemoryBudget budget;
  private final Deque<DueDelivery> ready = new ArrayDeque<>();

  /** Read and not settled yet; with what each counts in the budget. */
  private final Map<Long, Long> known = new HashMap<>();

  /** Settled while a page was under way, which may be older. */
  private final Set<Long> settledMeanwhile = new HashSet<>();

  /** Deliveries of which a scheduled attempt was stored while a page was under way. */
  private final Set<Long> overtaken = new HashSet<>();

  /** Called off and asked for again, while the attempt that was on the wire still is. */
  private final Set<Long> heldUp = new HashSet<>();

  private long bytes;
  private boolean wanted;
  private boolean underWay;
  private boolean stale;
  private int turn;

  RedeliveryQueue(Webhook.Id webhook, MemoryBudget budget) {
    this.webhook = webhook;
    this.budget = budget;
  }

  /** Notes that the store has redeliveries of this webhook. */
  void found() {
    wanted = true;
  }

  /** The read that is wanted now, if any. */
  Optional<DispatcherAction.Read> read() {
    if (!wanted || underWay || ready.size() > PAGE / 2 || !budget.allows(bytes)) {
      return Optional.empty();
    }
    wanted = false;
    underWay = true;
    return Optional.of(new DispatcherAction.ReadRedeliveries(webhook, known.size() + PAGE));
  }

  /**
   * A page has come back; those that are known already are passed over.
   *
   * @param busy whether another attempt of a delivery is on the wire, or on its way to the store
   */
  void page(List<DueDelivery> rows, boolean complete, LongPredicate busy) {
    underWay = false;
    if (stale) {
      stale = false;
      wanted = true;
    } else {
      rows.stream().filter(this::isNew).forEach(due -> take(due, busy));
      wanted |= !complete;
    }
    settledMeanwhile.clear();
    overtaken.clear();
  }

  private void take(DueDelivery due, LongPredicate busy) {
    long sequence = due.delivery().sequence();
    if (overtaken.contains(sequence)) {
      wanted = true;
    } else if (busy.test(sequence)) {
      heldUp.add(sequence);
    } else {
      add(due);
    }
  }

  private boolean isNew(DueDelivery due) {
    long sequence = due.delivery().sequence();
    return !known.containsKey(sequence) && !settledMeanwhile.contains(sequence);
  }

  private void add(DueDelivery due) {
    long cost = MemoryBudget.cost(due);
    known.put(due.delivery().sequence(), cost);
    bytes += cost;
    budget.take(cost);
    ready.addLast(due);
  }

  boolean ready() {
    return !ready.isEmpty();
  }

  /** Whether the next attempt is one of these. */
  boolean first(boolean othersReady) {
    if (ready.isEmpty()) {
      return false;
    }
    if (!othersReady) {
      return true;
    }
    turn = (turn + 1) % SHARE;
    return turn == 0;
  }

  /** The next one; it is on the wire from here on. */
  DueDelivery next() {
    return ready.removeFirst();
  }

  /**
   * Takes in that the result of a redelivery is stored. If the store did not want it, the
   * redelivery is read again.
   */
  void stored(long sequence) {
    leave(sequence);
    if (underWay) {
      settledMeanwhile.add(sequence);
    }
  }

  /** One that {@link #next} gave has not left. */
  void notSent(long sequence) {
    leave(sequence);
    wanted = true;
  }

  /** Takes in that the result of an attempt that is no redelivery is stored. */
  void otherStored(long sequence) {
    if (underWay) {
      overtaken.add(sequence);
    }
    wanted |= heldUp.remove(sequence);
  }

  /** Drops what is not on the wire: the rows may have changed. */
  void forget() {
    ready.forEach(due -> leave(due.delivery().sequence()));
    ready.clear();
    wanted = true;
    stale = underWay;
  }

  /** Whether a page is under way of which nothing is wanted any more. */
  boolean readOutdated() {
    return stale;
  }

  private void leave(long sequence) {
    Long cost = known.remove(sequence);
    if (cost != null) {
      bytes -= cost;
      budget.give(cost);
    }
  }

  /** How many are known. */
  int size() {
    return known.size();
  }
}
