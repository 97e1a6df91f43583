package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the webhooks of one tenant (their {@code owner}) use together: attempts on the wire and
 * memory. Shares go by tenant first: a tenant has one place among those that wait for a turn, and
 * its webhooks take turns in it. A webhook without an owner stands alone, as if it were a tenant.
 */
final class TenantShare {

  private final boolean hasOwner;
  private final MemoryBudget budget;

  /** A tenant's lanes that wait behind its lane in the queue; of a single webhook, always empty. */
  private final Deque<Lane> waiting;

  private boolean inTurn;
  private int inFlight;

  private TenantShare(boolean hasOwner, MemoryBudget budget) {
    this.hasOwner = hasOwner;
    this.budget = budget;
    this.waiting = new ArrayDeque<>(hasOwner ? 16 : 0);
  }

  /** The share of one webhook without an owner. */
  static TenantShare ofOneWebhook(MemoryBudget budget) {
    return new TenantShare(false, budget);
  }

  /** The share of all webhooks of a tenant, which hold nothing yet. */
  static TenantShare ofTenant(MemoryBudget budget) {
    return new TenantShare(true, budget.part());
  }

  /** Whether it is that of a tenant, and not of one webhook alone. */
  boolean hasOwner() {
    return hasOwner;
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

  /** Whether one more attempt may start, as far as the limit of each tenant is concerned. */
  boolean mayStart(DeliveryPolicy policy) {
    int most = policy.maxConcurrentPerOwner();
    return !hasOwner || most == 0 || inFlight < most;
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
