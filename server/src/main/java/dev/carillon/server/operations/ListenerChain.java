package dev.carillon.server.operations;

import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.List;

/**
 * Several listeners, notified one after the other.
 *
 * @param all in the order in which they are notified
 */
public record ListenerChain(List<HooksListener> all) implements HooksListener {

  public ListenerChain {
    all = List.copyOf(all);
  }

  @Override
  public void settled(Settlement settlement) {
    all.forEach(listener -> listener.settled(settlement));
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    all.forEach(listener -> listener.disabled(webhook, state));
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    all.forEach(listener -> listener.storeFailed(what, failure));
  }

  @Override
  public void leaseLost() {
    all.forEach(HooksListener::leaseLost);
  }

  @Override
  public void rejoined() {
    all.forEach(HooksListener::rejoined);
  }
}
