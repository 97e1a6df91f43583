package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The lanes with something to send now, in the order of their turns. All lanes of one tenant (the
 * webhooks of one owner) have one place: when the lane that has it has had its turn, the tenant's
 * next one goes to the end. A tenant that has as many attempts on the wire as it may has no place
 * until one of them ends, and one that has started as many as it may in a second none until the
 * next one may start.
 */
final class LaneQueue {

  private final MemoryBudget budget;
  private final Deque<Lane> order = new ArrayDeque<>();
  private final Map<String, Tenant> tenants = new HashMap<>();

  /** Tenants waiting for their rate limit; {@code allowedAt} does not change meanwhile. */
  private final PriorityQueue<TenantShare> parked =
      new PriorityQueue<>(Comparator.comparing(TenantShare::allowedAt));

  /**
   * No lane waits yet.
   *
   * @param budget the memory of all
   */
  LaneQueue(MemoryBudget budget) {
    this.budget = budget;
  }

  /** The share of a webhook that is new here, to be {@link #left} when it is gone. */
  TenantShare joined(Webhook webhook) {
    if (webhook.owner().isEmpty()) {
      return TenantShare.ofOneWebhook(budget);
    }
    Tenant tenant =
        tenants.computeIfAbsent(
            webhook.owner(), name -> new Tenant(TenantShare.ofTenant(name, budget), 0));
    tenants.put(webhook.owner(), new Tenant(tenant.share(), tenant.webhooks() + 1));
    return tenant.share();
  }

  /** A webhook is gone, and all that was on its way to it has come back. */
  void left(Webhook webhook) {
    Tenant tenant = tenants.get(webhook.owner());
    if (tenant != null && tenant.webhooks() > 1) {
      tenants.put(webhook.owner(), new Tenant(tenant.share(), tenant.webhooks() - 1));
    } else {
      tenants.remove(webhook.owner());
    }
  }

  /** How many have a place. */
  int size() {
    return order.size();
  }

  /** A lane waits behind all others, and behind those of its tenant. */
  void addLast(Lane lane, DeliveryPolicy policy, Instant now) {
    lane.waiting(true);
    if (lane.tenant().hasOwner()) {
      lane.tenant().waiting().addLast(lane);
      queueNextLaneOf(lane.tenant(), policy, now);
    } else {
      order.addLast(lane);
    }
  }

  /**
   * Takes the lane whose turn it is; its tenant has no place until {@link #queueNextLaneOf} gives
   * it one.
   */
  Lane take() {
    Lane lane = order.removeFirst();
    lane.waiting(false);
    lane.tenant().inTurn(false);
    return lane;
  }

  /** A lane that was taken keeps its turn. */
  void putBackFirst(Lane lane) {
    lane.waiting(true);
    lane.tenant().inTurn(true);
    order.addFirst(lane);
  }

  /** A lane that was taken waits until its tenant may start more, before the tenant's others. */
  void parkTenant(Lane lane, Instant now) {
    lane.waiting(true);
    lane.tenant().waiting().addFirst(lane);
    park(lane.tenant(), now);
  }

  /** If a tenant has no lane in the queue and may start an attempt, its next lane gets a place. */
  void queueNextLaneOf(TenantShare tenant, DeliveryPolicy policy, Instant now) {
    if (tenant.inTurn() || tenant.waiting().isEmpty()) {
      return;
    }
    if (tenant.mayStart(policy, now)) {
      tenant.inTurn(true);
      order.addLast(tenant.waiting().removeFirst());
    } else {
      park(tenant, now);
    }
  }

  private void park(TenantShare tenant, Instant now) {
    if (!tenant.parked() && tenant.allowedAt().isAfter(now)) {
      tenant.parked(true);
      parked.add(tenant);
    }
  }

  /** Queues each tenant whose rate limit allows an attempt again. */
  void queueTenantsWhoseRateAllows(DeliveryPolicy policy, Instant now) {
    while (!parked.isEmpty() && !parked.element().allowedAt().isAfter(now)) {
      TenantShare tenant = parked.remove();
      tenant.parked(false);
      queueNextLaneOf(tenant, policy, now);
    }
  }

  /** When the first of them may go on; {@link Instant#MAX} = none waits for a time. */
  Instant nextByRate() {
    return parked.isEmpty() ? Instant.MAX : parked.element().allowedAt();
  }

  /**
   * A tenant with webhooks here.
   *
   * @param webhooks how many
   */
  private record Tenant(TenantShare share, int webhooks) {}
}
