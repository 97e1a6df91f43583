package dev.carillon.hooks.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/**
 * How many attempts may be on the wire, and on their way to the store, all webhooks together. All
 * dispatchers share it; the total is exact.
 *
 * <p>A dispatcher that could start something and gets nothing <em>starves</em>, and draws a ticket.
 * A dispatcher leaves one permit for each that has starved longer; otherwise it would take back all
 * permits that its own attempts free. Who took something goes to the back. A dispatcher that only
 * skipped lanes draws no ticket; it goes on once more permits are free than the fewest attempts in
 * flight of a skipped tenant.
 *
 * <p>A permit belongs to an attempt while it is on the wire. Its result then takes a place among
 * those on their way to the store, whose number is limited too.
 */
final class AttemptPermits {

  private final int inFlightMax;
  private final int unstoredMax;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger unstored = new AtomicInteger();

  /** The tickets of the dispatchers; 0 = it does not starve; the smaller, the longer it does. */
  private final AtomicLongArray tickets;

  /**
   * For each dispatcher, the fewest attempts in flight of any webhook it skipped; 0 = none skipped.
   */
  private final AtomicIntegerArray leastHeldBySkipped;

  private final AtomicLong lastTicket = new AtomicLong();

  /** None is taken yet. */
  AttemptPermits(EngineLimits limits, int dispatchers) {
    this.inFlightMax = limits.inFlightMax();
    this.unstoredMax = limits.unstoredMax();
    this.tickets = new AtomicLongArray(dispatchers);
    this.leastHeldBySkipped = new AtomicIntegerArray(dispatchers);
  }

  /** The answer to one that asked for a permit. */
  enum Grant {
    /** An attempt may start. */
    TAKEN,
    /** Not for this webhook: it, or its owner, has as many on the wire as are free for others. */
    SHARE_USED,
    /** Nothing is free, or what is free is for those that starve longer. */
    NONE_FREE
  }

  /**
   * Asks for a permit.
   *
   * @param held how many the webhook holds, with all others of its owner
   */
  Grant take(int dispatcher, int held) {
    while (true) {
      int taken = inFlight.get();
      int free = inFlightMax - taken;
      if (free <= starvingLonger(dispatcher) || unstored.get() >= unstoredMax) {
        return Grant.NONE_FREE;
      }
      if (held > 0 && held >= free) {
        return Grant.SHARE_USED;
      }
      if (inFlight.compareAndSet(taken, taken + 1)) {
        return Grant.TAKEN;
      }
    }
  }

  /** An attempt has ended, and what came of it is to be stored: its permit becomes free. */
  void settling() {
    // in this order: a reader that sees none on the wire sees this one on its way to the store
    unstored.incrementAndGet();
    inFlight.decrementAndGet();
  }

  /** An attempt has ended, or did not start, and there is nothing to store. */
  void giveBack() {
    inFlight.decrementAndGet();
  }

  /** Notes that so many results are stored. */
  void stored(int count) {
    unstored.addAndGet(-count);
  }

  /** How many attempts are on the wire. */
  int inFlight() {
    return inFlight.get();
  }

  /** How many have ended and are not stored yet. */
  int unstored() {
    return unstored.get();
  }

  /**
   * A step of this dispatcher is over. Call {@link #goesOn} afterwards: permits given back earlier
   * did not wake it.
   *
   * @param starves whether it could send and found no permit: then it has precedence
   * @param leastHeld the fewest attempts in flight of any webhook that the step skipped for using
   *     its share; 0 = none skipped
   */
  void stepped(int dispatcher, boolean starves, boolean tookSome, int leastHeld) {
    if (leastHeldBySkipped.get(dispatcher) != leastHeld) {
      leastHeldBySkipped.set(dispatcher, leastHeld);
    }
    if (!starves) {
      if (tickets.get(dispatcher) != 0) {
        tickets.set(dispatcher, 0);
      }
    } else if (tookSome || tickets.get(dispatcher) == 0) {
      tickets.set(dispatcher, lastTicket.incrementAndGet());
    }
  }

  /** Whether this one left something in its last step of which it may start some now. */
  boolean goesOn(int dispatcher) {
    boolean starves = tickets.get(dispatcher) != 0;
    int held = leastHeldBySkipped.get(dispatcher);
    if (!starves && held == 0) {
      return false;
    }
    int free = inFlightMax - inFlight.get();
    return (starves || free > held)
        && free > starvingLonger(dispatcher)
        && unstored.get() < unstoredMax;
  }

  /** Wakes all that go on, except the one that asks: it looks for itself. */
  void wakeOthers(int dispatcher, IntConsumer wake) {
    for (int other = 0; other < tickets.length(); other++) {
      if (other != dispatcher && goesOn(other)) {
        wake.accept(other);
      }
    }
  }

  private int starvingLonger(int dispatcher) {
    if (tickets.length() == 1) {
      return 0;
    }
    long own = tickets.get(dispatcher);
    int longer = 0;
    for (int i = 0; i < tickets.length(); i++) {
      long ticket = tickets.get(i);
      if (i != dispatcher && ticket != 0 && (own == 0 || ticket < own)) {
        longer++;
      }
    }
    return longer;
  }
}
