package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;

/**
 * What a store needs of the program that it serves.
 *
 * @param cipher keeps secrets unreadable
 * @param filters compiles what webhooks want
 * @param operationalEvents makes events of operational events
 */
public record Embedder(
    SecretCipher cipher, EventFilterReader filters, OperationalEventSource operationalEvents) {

  /** A program that has no operational events. */
  public static Embedder of(SecretCipher cipher, EventFilterReader filters) {
    return new Embedder(cipher, filters, OperationalEventSource.NONE);
  }
}
