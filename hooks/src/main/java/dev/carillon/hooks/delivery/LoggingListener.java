package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.lang.System.Logger.Level;

/** Writes what needs attention to the platform's log. */
final class LoggingListener implements HooksListener {

  private static final System.Logger LOG = System.getLogger("dev.carillon.hooks.Hooks");

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    LOG.log(
        Level.WARNING,
        "Webhook {0} was disabled ({1}): {2}",
        webhook,
        state.reason().text(),
        state.detail());
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    LOG.log(Level.WARNING, "The store failed to " + what + "; retrying", failure);
  }

  @Override
  public void leaseLost() {
    LOG.log(Level.ERROR, "Another node has taken over; this node sends nothing more");
  }
}
