package dev.carillon.hooks;

/**
 * A webhook with its secret, which is shown at this moment only: when the webhook was registered,
 * and when its secret was replaced.
 *
 * @param webhook without the secret
 * @param secret what its receiver verifies signatures with, 32 bytes in standard Base64. Libraries
 *     for Standard Webhooks take it with {@code whsec_} before it
 */
public record Registered(WebhookView webhook, String secret) {

  @Override
  public String toString() {
    return "Registered[" + webhook + ", secret=…]";
  }
}
