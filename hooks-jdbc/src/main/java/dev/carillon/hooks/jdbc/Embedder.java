package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.SecretCipher;

/**
 * What a store needs of the program that it serves.
 *
 * @param cipher keeps secrets unreadable
 * @param filters compiles what webhooks want
 * @param operationalEvents makes events of operational events
 * @param merger makes one event of those that are debounced
 */
public record Embedder(
    SecretCipher cipher,
    EventFilterReader filters,
    OperationalEventSource operationalEvents,
    EventMerger merger) {

  /** A program of whose events the latest one counts. */
  public Embedder(
      SecretCipher cipher, EventFilterReader filters, OperationalEventSource operationalEvents) {
    this(cipher, filters, operationalEvents, EventMerger.LAST);
  }

  /** A program that has no operational events. */
  public static Embedder of(SecretCipher cipher, EventFilterReader filters) {
    return new Embedder(cipher, filters, OperationalEventSource.NONE);
  }
}
