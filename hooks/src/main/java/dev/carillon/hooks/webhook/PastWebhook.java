package dev.carillon.hooks.webhook;

import java.time.Instant;

/**
 * A webhook's subscription, and whether it was enabled, at some revision of the set of webhooks. It
 * decided whether an event that names that revision went to the webhook.
 *
 * @param id which webhook
 * @param name what people call it now, or called it last
 * @param registeredAt when it was registered
 * @param removed whether it is no more
 * @param then how it was
 */
public record PastWebhook(
    Webhook.Id id, String name, Instant registeredAt, boolean removed, Then then) {

  /** How a webhook was at a revision. */
  public sealed interface Then {

    /**
     * It was there.
     *
     * @param webhook its id, its name of now, its owner, and its subscription and state of then;
     *     everything else is that of a {@linkplain Webhook#blank blank} one
     * @param since since when it was so, by the engine's clock
     */
    record Present(Webhook webhook, Instant since) implements Then {}

    /** It was registered later. */
    record NotYet() implements Then {}

    /**
     * It had been removed before.
     *
     * @param at when, by the engine's clock
     */
    record Removed(Instant at) implements Then {}

    /** It is not kept, because the webhook was changed too often since. */
    record Unknown() implements Then {}
  }
}
