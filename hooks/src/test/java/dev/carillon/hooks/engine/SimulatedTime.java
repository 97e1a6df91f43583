package dev.carillon.hooks.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What will happen, and when. Time is a number that goes on with each step; nothing sleeps. */
class SimulatedTime {

  private final PriorityQueue<Step> agenda =
      new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::order));
  private Instant now;
  private long order;

  SimulatedTime(Instant start) {
    this.now = start;
  }

  Instant now() {
    return now;
  }

  /** Plans a step; of several at the same time the one that was planned first is the first. */
  void at(Instant when, Runnable what) {
    agenda.add(new Step(when, order++, what));
  }

  /** Goes on to the next step and takes it; false where none is left. */
  boolean step() {
    Step next = agenda.poll();
    if (next == null) {
      return false;
    }
    now = next.at();
    next.what().run();
    return true;
  }

  private record Step(Instant at, long order, Runnable what) {}
}
