package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.HooksStore;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.webhook.Webhooks;

/**
 * Everything the core needs of one database, and the outbox that feeds it.
 *
 * @param webhooks who wants to hear
 * @param deliveries what is owed to whom
 * @param attempts what was tried
 * @param outbox records events
 * @param lease this node's right to send
 */
public record Store(
    Webhooks webhooks, Deliveries deliveries, AttemptLog attempts, Outbox outbox, Lease lease) {

  /** The part that the engine works with. */
  public HooksStore ports() {
    return new HooksStore(webhooks, deliveries, attempts, lease);
  }
}
