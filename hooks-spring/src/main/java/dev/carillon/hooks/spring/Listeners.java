package dev.carillon.hooks.spring;

import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Several listeners as one: the log of the platform first. */
final class Listeners implements HooksListener {

  private final List<HooksListener> all;

  Listeners(List<HooksListener> more) {
    all = Stream.concat(Stream.of(HooksListener.logging()), more.stream()).toList();
  }

  @Override
  public void settled(Settlement settlement) {
    each(listener -> listener.settled(settlement));
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    each(listener -> listener.disabled(webhook, state));
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    each(listener -> listener.storeFailed(what, failure));
  }

  @Override
  public void leaseLost() {
    each(HooksListener::leaseLost);
  }

  @Override
  public void rejoined() {
    each(HooksListener::rejoined);
  }

  private void each(Consumer<HooksListener> call) {
    all.forEach(call);
  }
}
