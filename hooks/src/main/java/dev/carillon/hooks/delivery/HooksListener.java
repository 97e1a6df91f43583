package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.lang.System.Logger.Level;

/**
 * Is notified of what the engine does, for logs and metrics. Called after the fact is durable, from
 * the engine's own threads: it must be quick and must not throw.
 */
public interface HooksListener {

  /** Does nothing. */
  HooksListener NONE = new HooksListener() {};

  /** Writes what needs attention to the platform's log. */
  static HooksListener logging() {
    System.Logger log = System.getLogger("dev.carillon.hooks.core.HooksEngine");
    return new HooksListener() {

      @Override
      public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
        log.log(
            Level.WARNING,
            "Webhook {0} was disabled ({1}): {2}",
            webhook,
            state.reason().text(),
            state.detail());
      }

      @Override
      public void storeFailed(String what, RuntimeException failure) {
        log.log(Level.WARNING, "The store failed to " + what + "; retrying", failure);
      }

      @Override
      public void leaseLost() {
        log.log(
            Level.WARNING,
            "Another node took over the deliveries of this node, whose lease had ended; this node"
                + " enters the store again as a new node, unless it was opened to be alone: then"
                + " it sends nothing until it is restarted");
      }

      @Override
      public void rejoined() {
        log.log(Level.INFO, "This node entered the store as a new node and sends again");
      }
    };
  }

  /** An attempt was made and what came of it is stored. */
  default void settled(Settlement settlement) {}

  /**
   * A settlement of this node disabled a webhook: failures did, or a 410. Where several nodes send,
   * only the one that stored it is notified.
   */
  default void disabled(Webhook.Id webhook, WebhookState.Disabled state) {}

  /**
   * The store does not work; the engine goes on trying. Called for each time that it fails, but at
   * most once a minute for the same failure to send events that were held.
   *
   * @param what what the store failed to do, such as {@code store the outcomes of attempts}
   */
  default void storeFailed(String what, RuntimeException failure) {}

  /**
   * This node's lease ended and another node took over what it had to send. It sends nothing until
   * it has {@linkplain #rejoined rejoined}.
   */
  default void leaseLost() {}

  /** After a lost lease this node has entered the store anew: it sends again. */
  default void rejoined() {}
}
