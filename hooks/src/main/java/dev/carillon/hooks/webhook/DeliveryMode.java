package dev.carillon.hooks.webhook;

/** How the events of a webhook get to their receiver. It is chosen at registration, for good. */
public enum DeliveryMode {
  /** Each event is one POST to the webhook's URL. */
  PUSH,
  /**
   * The receiver fetches them and acknowledges what it has processed: the webhook, called a
   * consumer then, has no URL, and nothing is sent.
   */
  PULL
}
