package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;

/**
 * What a store needs of the program that it serves.
 *
 * @param cipher keeps secrets unreadable
 * @param filters compiles what webhooks want
 * @param announcer tells what becomes of webhooks
 */
public record Embedder(
    SecretCipher cipher, EventFilterReader filters, OperationalEventSource announcer) {

  /** A program whose webhooks do not hear of each other. */
  public static Embedder of(SecretCipher cipher, EventFilterReader filters) {
    return new Embedder(cipher, filters, OperationalEventSource.NONE);
  }
}
