package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in agreeing on a list of nodes: tells the dispatchers which list was seen, and
 * confirms it once they go by it. When all nodes have confirmed it, the store says so with the
 * list, and each may use its share of it: see {@link NodeShares}.
 */
final class NodeAgreement {

  /** After a confirmation that failed. */
  private static final Duration CONFIRM_AGAIN = Duration.ofSeconds(1);

  private final HooksConfig config;
  private final Lease lease;
  private final Consumer<DispatcherInput> inputs;
  private final Predicate<NodeView> inForce;
  private final Executor confirming;
  private @Nullable NodeView told;
  private @Nullable NodeView confirmed;
  private boolean underWay;
  private Instant notBefore = Instant.MIN;

  /**
   * One that has seen no list yet.
   *
   * @param inputs the dispatchers'
   * @param inForce whether a list is in force in all dispatchers
   * @param confirming runs what may take long
   */
  NodeAgreement(
      HooksConfig config,
      Consumer<DispatcherInput> inputs,
      Predicate<NodeView> inForce,
      Executor confirming) {
    this.config = config;
    this.lease = config.store().lease();
    this.inputs = inputs;
    this.inForce = inForce;
    this.confirming = confirming;
  }

  /** Looks for another list, and whether the last one can be confirmed. Waits for nothing. */
  synchronized void look() {
    NodeView view = lease.view();
    if (!view.equals(told)) {
      told = view;
      inputs.accept(new DispatcherInput.NodesChanged(view));
    }
    if (pending() && !underWay && !now().isBefore(notBefore) && inForce.test(view)) {
      underWay = true;
      confirming.execute(() -> confirm(view));
    }
  }

  /** Whether the list that was seen last is not confirmed yet. */
  synchronized boolean pending() {
    return told != null && (confirmed == null || !NodeShares.same(confirmed, told));
  }

  private void confirm(NodeView view) {
    boolean done = false;
    try {
      lease.confirm(view);
      done = true;
    } catch (RuntimeException | Error failure) {
      // whatever it was: the list is confirmed later, and until then its old share counts
      StoreFaults.report(config, "confirm the list of nodes", failure);
    }
    ended(view, done);
    look();
  }

  private synchronized void ended(NodeView view, boolean done) {
    underWay = false;
    if (done) {
      confirmed = view;
    } else {
      notBefore = now().plus(CONFIRM_AGAIN);
    }
  }

  private Instant now() {
    return config.clocks().engineClock().instant();
  }
}
