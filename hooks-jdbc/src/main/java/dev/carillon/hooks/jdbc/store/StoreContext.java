package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import java.time.InstantSource;

/**
 * What the parts of one store share.
 *
 * @param database where everything is
 * @param cache the webhooks in memory
 * @param clock the engine's
 * @param owner the epoch that this node's deliveries carry
 * @param late adds deliveries long after their event
 * @param wording the few texts in which the dialects differ
 */
public record StoreContext(
    Database database,
    WebhookCache cache,
    InstantSource clock,
    long owner,
    LateDeliveries late,
    Wording wording) {}
