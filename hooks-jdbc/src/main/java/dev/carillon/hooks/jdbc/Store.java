package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.InstantSource;

/**
 * Everything the core needs of one database, and the outbox that feeds it.
 *
 * @param webhooks what is subscribed
 * @param due what is to be sent
 * @param settlements stores what attempts came to
 * @param retention keeps the log within its limits
 * @param attempts what was tried
 * @param log reads deliveries for people
 * @param journal reads events one after the other
 * @param deliveryActions redelivers what has ended and recovers what was missed
 * @param outbox records events
 * @param lease this node's right to send
 * @param engineClock by which deliveries become due
 * @param consumers gives out the events that are fetched
 */
public record Store(
    Webhooks webhooks,
    DueDeliveries due,
    SettlementStore settlements,
    LogRetention retention,
    AttemptLog attempts,
    DeliveryLog log,
    Journal journal,
    TransactionalDeliveryActions deliveryActions,
    Outbox outbox,
    Lease lease,
    InstantSource engineClock,
    Consumers consumers) {

  /** The part that the engine works with. */
  public HooksStore ports() {
    return new HooksStore(webhooks, due, settlements, retention, lease);
  }

  /** The engine on this store, everything else by default. */
  public HooksConfig config(Sender sender) {
    return HooksConfig.of(ports(), sender, engineClock);
  }
}
