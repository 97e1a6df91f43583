package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Webhooks in memory. */
final class FakeWebhooks implements Webhooks {

  final Map<Webhook.Id, Webhook> stored = new LinkedHashMap<>();
  final Map<Webhook.Id, WebhookHealth> healths = new LinkedHashMap<>();
  final Map<Webhook.Id, Instant> holds = new LinkedHashMap<>();

  @Override
  public WebhookSet current() {
    return WebhookSet.of(1, List.copyOf(stored.values()));
  }

  @Override
  public Optional<Webhook> find(Webhook.Id id) {
    return Optional.ofNullable(stored.get(id));
  }

  @Override
  public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
    return find(id)
        .filter(webhook -> webhook.revision() == number)
        .map(webhook -> WebhookRevision.of(webhook, webhook.createdAt()));
  }

  @Override
  public Optional<PastWebhook> asOf(Webhook.Id id, long setRevision) {
    return find(id)
        .map(
            webhook ->
                new PastWebhook(
                    id,
                    webhook.name(),
                    webhook.createdAt(),
                    false,
                    new PastWebhook.Then.Present(webhook, webhook.createdAt())));
  }

  @Override
  public void add(Webhook webhook, int ownersMax) {
    stored.put(webhook.id(), webhook);
  }

  @Override
  public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
    return Optional.ofNullable(stored.computeIfPresent(id, (i, webhook) -> change.apply(webhook)));
  }

  @Override
  public Optional<Webhook> remove(Webhook.Id id) {
    return Optional.ofNullable(stored.remove(id));
  }

  @Override
  public WebhookHealth health(Webhook.Id id) {
    return healths.getOrDefault(id, WebhookHealth.NONE);
  }

  @Override
  public Map<Webhook.Id, Instant> holds(Instant now) {
    return Map.copyOf(holds);
  }

  @Override
  public boolean release(Webhook.Id id) {
    return holds.remove(id) != null;
  }
}
