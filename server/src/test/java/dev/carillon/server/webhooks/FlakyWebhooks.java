package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A store that cannot read health so many times for whoever made it; the engine's threads can. */
final class FlakyWebhooks implements Webhooks {

  final AtomicInteger failures = new AtomicInteger();
  private final Thread maker = Thread.currentThread();
  private final Webhooks inner;

  FlakyWebhooks(Webhooks inner) {
    this.inner = inner;
  }

  @Override
  public WebhookSet current() {
    return inner.current();
  }

  @Override
  public Optional<Webhook> find(Webhook.Id id) {
    return inner.find(id);
  }

  @Override
  public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
    return inner.revision(id, number);
  }

  @Override
  public void add(Webhook webhook) {
    inner.add(webhook);
  }

  @Override
  public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
    return inner.change(id, change);
  }

  @Override
  public Optional<Webhook> remove(Webhook.Id id) {
    return inner.remove(id);
  }

  @Override
  public WebhookHealth health(Webhook.Id id) {
    if (Thread.currentThread() == maker
        && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "as the test wants");
    }
    return inner.health(id);
  }

  @Override
  public Map<Webhook.Id, Instant> holds(Instant now) {
    return inner.holds(now);
  }

  @Override
  public boolean release(Webhook.Id id) {
    return inner.release(id);
  }
}
