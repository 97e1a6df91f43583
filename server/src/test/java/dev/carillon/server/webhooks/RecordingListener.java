package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.operations.EngineLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what the engine told, and writes the real log. */
final class RecordingListener implements HooksListener {

  final List<Settlement> settlements = new CopyOnWriteArrayList<>();
  final Map<Webhook.Id, WebhookState.Disabled> disabled = new ConcurrentHashMap<>();
  final AtomicInteger storeFailures = new AtomicInteger();
  private final EngineLog log = new EngineLog();

  @Override
  public void settled(Settlement settlement) {
    log.settled(settlement);
    settlements.add(settlement);
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    disabled.put(webhook, state);
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    storeFailures.incrementAndGet();
  }
}
