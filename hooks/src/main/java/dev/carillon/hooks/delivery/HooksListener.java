package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;

/**
 * Hears what the engine does, for logs and metrics. Called after the fact is durable, from the
 * engine's own threads: it must be quick and must not throw.
 */
public interface HooksListener {

  /** Hears nothing. */
  HooksListener NONE = new HooksListener() {};

  /** Writes what needs attention to the platform's log. */
  static HooksListener logging() {
    return new LoggingListener();
  }

  /** An attempt was made and what came of it is stored. */
  default void settled(Settlement settlement) {}

  /** A webhook was switched off by its failures. */
  default void disabled(Webhook.Id webhook, WebhookState.Disabled state) {}

  /** The store does not work; the engine goes on trying. Called once for each time it fails. */
  default void storeFailed(String what, RuntimeException failure) {}

  /** This node lost its lease: it sends nothing more. */
  default void leaseLost() {}
}
