package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.NodeView;
import java.time.Duration;

/** One node's lease in a store that several share, and its way to that store, which may be cut. */
final class SimulatedLease implements Lease {

  static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  private final SharedStore store;
  private final SimulatedWebhooks webhooks;
  private final Runnable changed;
  private long epoch;
  private NodeView view;
  private boolean cut;

  /**
   * Enters the store.
   *
   * @param changed tells other nodes
   */
  SimulatedLease(SharedStore store, SimulatedWebhooks webhooks, Runnable changed) {
    this.store = store;
    this.webhooks = webhooks;
    this.changed = changed;
    this.epoch = store.enter();
    this.view = store.view(epoch);
    changed.run();
  }

  void cut(boolean other) {
    cut = other;
  }

  boolean isCut() {
    return cut;
  }

  long epoch() {
    return epoch;
  }

  private void reach() {
    if (cut) {
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "cut off", new Exception());
    }
  }

  @Override
  public Duration renewEvery() {
    return RENEW_EVERY;
  }

  @Override
  public Duration lasts() {
    return SharedStore.LEASE;
  }

  @Override
  public boolean renew() {
    reach();
    boolean held = store.renew(epoch);
    if (held) {
      store.adopt(epoch);
      refresh();
    }
    return held;
  }

  @Override
  public boolean enterAnew() {
    reach();
    epoch = store.enter();
    refresh();
    changed.run();
    return true;
  }

  /** As whoever records does that finds that another node has taken over. */
  void enterAnewIfDead() {
    if (!store.alive(epoch)) {
      enterAnew();
    }
  }

  /** Reads the list, as after a hint. */
  void refresh() {
    if (!cut && store.alive(epoch)) {
      view = store.view(epoch);
    }
  }

  @Override
  public NodeView view() {
    return view;
  }

  @Override
  public void confirm(NodeView list) {
    reach();
    if (list.own() != epoch || !store.alive(epoch)) {
      throw new HooksException(HooksException.Code.STORE_LOCKED, "taken over", new Exception());
    }
    store.confirm(list, webhooks);
    refresh();
    changed.run();
  }

  @Override
  public void release() {
    reach();
    store.release(epoch);
    changed.run();
  }
}
