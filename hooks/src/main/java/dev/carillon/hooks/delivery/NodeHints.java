package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;

/**
 * Is told what other nodes did, from a thread of the store's. Each of these may come late, more
 * than once or never.
 */
public interface NodeHints {

  /** A node came, went, or confirmed a list: {@link Lease#view} is another one. */
  void nodesChanged();

  /** Webhooks were registered, changed, disabled, held or removed. */
  void webhooksChanged();

  /** Deliveries of this webhook that this node may send were recorded, or became due. */
  void madeDue(Webhook.Id webhook);

  /** Pending deliveries of this webhook were called off or changed: what is in memory is void. */
  void cancelled(Webhook.Id webhook);

  /** Redeliveries to this webhook were requested. */
  void redelivered(Webhook.Id webhook);
}
