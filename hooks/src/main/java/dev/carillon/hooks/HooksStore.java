package dev.carillon.hooks;

import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.webhook.Webhooks;

/**
 * The ports of one store, as {@code hooks-jdbc} gives them.
 *
 * @param webhooks who wants to hear
 * @param deliveries what is owed to whom
 * @param attempts what was tried
 * @param lease this node's right to send
 */
public record HooksStore(
    Webhooks webhooks, Deliveries deliveries, AttemptLog attempts, Lease lease) {}
