package dev.carillon.server;

import dev.carillon.hooks.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.function.Consumer;

/**
 * Tells the log what the engine does, and others of each attempt.
 *
 * @param log hears everything
 * @param settled hears of attempts, after the log
 */
record EngineListener(HooksListener log, Consumer<Settlement> settled) implements HooksListener {

  @Override
  public void settled(Settlement settlement) {
    log.settled(settlement);
    settled.accept(settlement);
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    log.disabled(webhook, state);
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    log.storeFailed(what, failure);
  }

  @Override
  public void leaseLost() {
    log.leaseLost();
  }
}
