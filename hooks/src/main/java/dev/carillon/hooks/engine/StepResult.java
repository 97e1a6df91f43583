package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The decisions of one step of a dispatcher. The {@link DispatcherDriver} hands on the settlements
 * first, then the reads, then the sends. The object is used again for the next step.
 */
final class StepResult {

  private static final int BUGS_MAX = 10;

  /** To be stored, in this order. */
  private List<Settlement> settlements = new ArrayList<>();

  private final List<DispatcherAction.Read> reads = new ArrayList<>();
  private final List<DispatcherAction.Send> sends = new ArrayList<>();

  /** Has its place from the beginning: a step may have failed for lack of memory. */
  private final List<Throwable> bugs = new ArrayList<>(BUGS_MAX);

  private Instant wakeAt = Instant.MAX;
  private boolean more;
  private boolean starved;
  private int leastHeldBySkipped;

  /** Forgets everything but what is still to be stored. */
  void clear() {
    forgetDecisions();
    wakeAt = Instant.MAX;
    more = false;
    starved = false;
    leastHeldBySkipped = 0;
  }

  /** Forgets what was decided, but not when and whether the next step is wanted. */
  void forgetDecisions() {
    reads.clear();
    sends.clear();
    bugs.clear();
  }

  /** To be stored, in this order. */
  List<Settlement> settlements() {
    return settlements;
  }

  /** Hands on what is to be stored, as a list that is not used again. If that fails it is kept. */
  void handOnSettlements(Consumer<List<Settlement>> store) {
    if (!settlements.isEmpty()) {
      List<Settlement> next = new ArrayList<>();
      store.accept(settlements);
      settlements = next;
    }
  }

  /** The reads that the dispatcher asks of the store. */
  List<DispatcherAction.Read> reads() {
    return reads;
  }

  /** Attempts that start. */
  List<DispatcherAction.Send> sends() {
    return sends;
  }

  /** The first few failures; everything else was done all the same. */
  List<Throwable> bugs() {
    return bugs;
  }

  void failed(Throwable bug) {
    if (bugs.size() < BUGS_MAX) {
      bugs.add(bug);
    }
  }

  /** When the next step is due even without an input; {@link Instant#MAX} = never. */
  Instant wakeAt() {
    return wakeAt;
  }

  void wakeAt(Instant at) {
    wakeAt = at;
  }

  /** At the latest then. */
  void wakeBy(Instant at) {
    if (at.isBefore(wakeAt)) {
      wakeAt = at;
    }
  }

  /** Whether more may start at once: a step starts only so many. */
  boolean more() {
    return more;
  }

  void hasMore() {
    more = true;
  }

  /** Whether an attempt could have started if a permit had been free. */
  boolean starved() {
    return starved;
  }

  void starves() {
    starved = true;
  }

  /**
   * Of the webhooks that the step skipped because they hold as many permits as are free for all
   * others: the fewest attempts in flight of any one, together with all others of its owner. Once
   * more permits than that are free, one of them may start. 0 = none was skipped.
   */
  int leastHeldBySkipped() {
    return leastHeldBySkipped;
  }

  void skipped(int held) {
    leastHeldBySkipped = leastHeldBySkipped == 0 ? held : Math.min(leastHeldBySkipped, held);
  }

  /** Forgets which webhooks were skipped, since they are tried again. */
  void forgetSkipped() {
    leastHeldBySkipped = 0;
  }
}
