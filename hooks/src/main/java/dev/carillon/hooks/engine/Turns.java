package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.webhook.Webhook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The lanes with something to send now, in the order of their turns. All lanes of one owner have
 * one place: when the lane that has it has had its turn, the owner's next one goes to the end. An
 * owner that has as many attempts on the wire as it may has no place until one of them ends.
 */
final class Turns {

  private final MemoryBudget budget;
  private final Deque<Lane> order = new ArrayDeque<>();
  private final Map<String, Tenant> tenants = new HashMap<>();

  /**
   * No lane waits yet.
   *
   * @param budget the memory of all
   */
  Turns(MemoryBudget budget) {
    this.budget = budget;
  }

  /** The share of a webhook that is new here, to be {@link #left} when it is gone. */
  OwnerShare joined(Webhook webhook) {
    if (webhook.owner().isEmpty()) {
      return OwnerShare.ofOneWebhook(budget);
    }
    Tenant tenant =
        tenants.computeIfAbsent(
            webhook.owner(), owner -> new Tenant(OwnerShare.ofTenant(budget), 0));
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

  /** A lane waits behind all others, and behind those of its owner. */
  void waitLast(Lane lane, DeliveryPolicy policy) {
    lane.waiting(true);
    if (lane.owner().tenant()) {
      lane.owner().waiting().addLast(lane);
      goOn(lane.owner(), policy);
    } else {
      order.addLast(lane);
    }
  }

  /** Takes the lane whose turn it is; its owner has no place until it {@link #goOn goes on}. */
  Lane take() {
    Lane lane = order.removeFirst();
    lane.waiting(false);
    lane.owner().inTurn(false);
    return lane;
  }

  /** A lane that was taken keeps its turn. */
  void keepFirst(Lane lane) {
    lane.waiting(true);
    lane.owner().inTurn(true);
    order.addFirst(lane);
  }

  /** A lane that was taken waits until its owner may start more, before the owner's others. */
  void waitForOwner(Lane lane) {
    lane.waiting(true);
    lane.owner().waiting().addFirst(lane);
  }

  /** The next lane of an owner gets a place, if the owner has none and may start an attempt. */
  void goOn(OwnerShare owner, DeliveryPolicy policy) {
    if (!owner.inTurn() && !owner.waiting().isEmpty() && owner.mayStart(policy)) {
      owner.inTurn(true);
      order.addLast(owner.waiting().removeFirst());
    }
  }

  /**
   * An owner with webhooks here.
   *
   * @param webhooks how many
   */
  private record Tenant(OwnerShare share, int webhooks) {}
}
