package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the webhooks of one owner, a tenant, use together: attempts on the wire and memory. Shares
 * go by owner first: an owner has one place among those that wait for a turn, and its webhooks take
 * turns in it. A webhook without an owner stands alone, as if it were its own owner.
 */
final class OwnerShare {

  private final boolean tenant;
  private final MemoryBudget budget;

  /** Of a tenant: its lanes with something to send, but for the one that has its place. */
  private final Deque<Lane> waiting;

  private boolean inTurn;
  private int inFlight;

  private OwnerShare(boolean tenant, MemoryBudget budget) {
    this.tenant = tenant;
    this.budget = budget;
    this.waiting = new ArrayDeque<>(tenant ? 16 : 0);
  }

  /** That of one webhook which has no owner. */
  static OwnerShare ofOneWebhook(MemoryBudget budget) {
    return new OwnerShare(false, budget);
  }

  /** That of all webhooks of a tenant, which hold nothing yet. */
  static OwnerShare ofTenant(MemoryBudget budget) {
    return new OwnerShare(true, budget.part());
  }

  boolean tenant() {
    return tenant;
  }

  /** The memory for what waits. */
  MemoryBudget budget() {
    return budget;
  }

  /** How many of its attempts are on the wire. */
  int inFlight() {
    return inFlight;
  }

  void started() {
    inFlight++;
  }

  void ended() {
    inFlight--;
  }

  /** Whether one more attempt may start, as far as the limit of each owner is concerned. */
  boolean mayStart(DeliveryPolicy policy) {
    int most = policy.maxConcurrentPerOwner();
    return !tenant || most == 0 || inFlight < most;
  }

  Deque<Lane> waiting() {
    return waiting;
  }

  /** Whether one of its lanes has its place among those that wait. */
  boolean inTurn() {
    return inTurn;
  }

  void inTurn(boolean has) {
    inTurn = has;
  }
}
