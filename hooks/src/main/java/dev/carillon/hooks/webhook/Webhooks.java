package dev.carillon.hooks.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The store of webhooks. Each method is one transaction. */
public interface Webhooks {

  /**
   * All webhooks that are not removed, in the newest version of the set. Cheap while nothing
   * changed: the set is held in memory.
   */
  WebhookSet current();

  /** One webhook that is not removed. */
  Optional<Webhook> find(Webhook.Id id);

  /**
   * A revision of a webhook, the present or an older one; of a removed webhook too. Empty where
   * there was none, or no delivery in the log may name it any more.
   */
  Optional<WebhookRevision> revision(Webhook.Id id, int number);

  /**
   * A webhook's subscription, and whether it was enabled, when the set of webhooks had a revision;
   * of a removed webhook too. Kept for as long as an event may name the revision. Empty where there
   * is no such webhook, and none that was removed is kept.
   *
   * @param setRevision as {@link WebhookSet#revision} says, and {@link
   *     dev.carillon.hooks.event.Journal.Recorded} of an event
   */
  Optional<PastWebhook> asOf(Webhook.Id id, long setRevision);

  /**
   * Registers a webhook, of whose owner there may be any number: see {@link #add(Webhook, int)}.
   */
  default void add(Webhook webhook) {
    add(webhook, 0);
  }

  /**
   * Registers a webhook, at its first revision.
   *
   * @param ownersMax how many webhooks its owner may have then, those that are disabled too; 0 =
   *     any number, which also holds for webhooks without an owner
   * @throws IllegalArgumentException if its id is taken; as a {@link
   *     dev.carillon.hooks.validation.ValidationException} if it breaks one of {@link
   *     WebhookRules}, or its owner has as many webhooks as it may
   */
  void add(Webhook webhook, int ownersMax);

  /**
   * Changes a webhook: the function gets it as stored, inside the transaction, and its result is
   * stored, at the next revision where requests are made of something else than before. Empty where
   * there is none with this id; nothing is stored if the function throws. A webhook that is
   * switched on or gets another URL is not held any more (see {@link #holds}).
   *
   * @throws IllegalArgumentException if its id or its owner would change
   */
  Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change);

  /**
   * Removes a webhook: its pending deliveries are cancelled, its secret and headers forgotten, but
   * for those revisions that its log needs; both stay until they are purged. Empty where there is
   * none with this id.
   */
  Optional<Webhook> remove(Webhook.Id id);

  /** How a webhook has been doing. {@link WebhookHealth#NONE} where nothing was sent yet. */
  WebhookHealth health(Webhook.Id id);

  /**
   * Webhooks to which nothing is sent before a time that is still to come, because their receivers
   * asked for it ({@code Retry-After}); removed ones are left out.
   */
  Map<Webhook.Id, Instant> holds(Instant now);

  /**
   * Ends such a hold; whether there was one. The version of the set grows, so that each node
   * notices.
   */
  boolean release(Webhook.Id id);
}
