package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhooks;

/**
 * What the engine needs of one store, as {@code hooks-jdbc} gives it.
 *
 * @param webhooks what is subscribed
 * @param due what is to be sent
 * @param settlements stores what attempts came to
 * @param retention keeps the log within its limits
 * @param lease this node's right to send
 */
public record HooksStore(
    Webhooks webhooks,
    DueDeliveries due,
    SettlementStore settlements,
    LogRetention retention,
    Lease lease) {}
