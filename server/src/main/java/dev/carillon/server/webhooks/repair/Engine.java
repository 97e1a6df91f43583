package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.webhook.Webhook;
import java.util.function.Consumer;

/**
 * What to tell the engine, so that it acts at once. It would find out by itself, seconds later.
 *
 * @param resent resends to this webhook were asked for
 * @param woken deliveries to it became pending, or due sooner
 * @param cancelled pending ones were called off
 * @param released a webhook may not be held any more
 */
public record Engine(
    Consumer<Webhook.Id> resent,
    Consumer<Webhook.Id> woken,
    Consumer<Webhook.Id> cancelled,
    Runnable released) {}
