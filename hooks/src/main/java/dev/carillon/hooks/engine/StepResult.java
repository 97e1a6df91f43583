package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one step of a dispatcher came to. It is used again for the next one. */
final class StepResult {

  /** To be stored, in this order. */
  private List<Settlement> settlements = new ArrayList<>();

  private final List<DispatcherAction.Read> reads = new ArrayList<>();
  private final List<DispatcherAction.Send> sends = new ArrayList<>();
  private final List<RuntimeException> bugs = new ArrayList<>();
  private Instant wakeAt = Instant.MAX;
  private boolean more;
  private boolean starved;
  private int leastHeld;

  /** Forgets everything. */
  void clear() {
    forgetDecisions();
    wakeAt = Instant.MAX;
    more = false;
    starved = false;
    leastHeld = 0;
  }

  /** Forgets what was decided, but not when and whether the next step is wanted. */
  void forgetDecisions() {
    settlements = new ArrayList<>();
    reads.clear();
    sends.clear();
    bugs.clear();
  }

  /** To be stored, in this order. The list is not used again. */
  List<Settlement> settlements() {
    return settlements;
  }

  /** What is wanted from the store. */
  List<DispatcherAction.Read> reads() {
    return reads;
  }

  /** Attempts that start. */
  List<DispatcherAction.Send> sends() {
    return sends;
  }

  /** Inputs that failed; the others were taken all the same. */
  List<RuntimeException> bugs() {
    return bugs;
  }

  /** When the next step is due even without an input; {@link Instant#MAX} = never. */
  Instant wakeAt() {
    return wakeAt;
  }

  void wakeAt(Instant at) {
    wakeAt = at;
  }

  /** Whether more may start at once: a step starts only so many. */
  boolean more() {
    return more;
  }

  void hasMore() {
    more = true;
  }

  /** Whether something could have started, were anything left of what all webhooks share. */
  boolean starved() {
    return starved;
  }

  void starves() {
    starved = true;
  }

  /**
   * What those webhooks hold that had their share and were passed over, that of the one that holds
   * least; 0 = there was none.
   */
  int leastHeld() {
    return leastHeld;
  }

  void passesOver(int held) {
    leastHeld = leastHeld == 0 ? held : Math.min(leastHeld, held);
  }

  /** All are asked once more. */
  void passesOverNone() {
    leastHeld = 0;
  }
}
