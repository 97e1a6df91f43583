package dev.carillon.hooks.delivery;

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
