package dev.carillon.hooks.testkit;

import dev.carillon.hooks.operational.OperationalEventRules;
import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Webhooks in a map. */
record MemoryWebhooks(MemoryTables tables, InstantSource clock) implements Webhooks {

  @Override
  public WebhookSet current() {
    synchronized (tables) {
      return tables.set;
    }
  }

  @Override
  public Optional<Webhook> find(Webhook.Id id) {
    synchronized (tables) {
      return Optional.ofNullable(tables.webhooks.get(id));
    }
  }

  @Override
  public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
    synchronized (tables) {
      return tables.revisions(id).stream()
          .map(MemoryTables.Revision::made)
          .filter(revision -> revision.number() == number)
          .findFirst();
    }
  }

  @Override
  public void add(Webhook added) {
    synchronized (tables) {
      Webhook webhook = added.at(Webhook.FIRST_REVISION);
      if (tables.webhooks.containsKey(webhook.id()) || tables.removed.contains(webhook.id())) {
        throw new IllegalArgumentException("there is a webhook with this id: " + webhook.id());
      }
      tables.webhooks.put(webhook.id(), webhook);
      tables.secrets.put(webhook.id(), clock.instant());
      tables.begin(webhook);
      tables.webhooksChanged();
    }
  }

  @Override
  public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
    synchronized (tables) {
      Webhook before = tables.webhooks.get(id);
      if (before == null) {
        return Optional.empty();
      }
      Webhook after = change.apply(before).revised(before);
      if (!after.id().equals(id)) {
        throw new IllegalArgumentException("a webhook's id never changes: " + id);
      }
      tables.webhooks.put(id, after);
      if (after.revision() != before.revision()) {
        tables.begin(after);
      }
      if (!after.secret().token().equals(before.secret().token())) {
        tables.secrets.put(id, clock.instant());
      }
      if ((!before.enabled() && after.enabled()) || !before.url().equals(after.url())) {
        tables.holds.remove(id);
      }
      tables.webhooksChanged();
      tables.tell(OperationalEventRules.ofChange(before, after));
      return Optional.of(after);
    }
  }

  @Override
  public Optional<Webhook> remove(Webhook.Id id) {
    synchronized (tables) {
      Webhook removed = tables.webhooks.remove(id);
      if (removed == null) {
        return Optional.empty();
      }
      tables.removed.add(id);
      tables.end(id);
      tables.healths.remove(id);
      tables.holds.remove(id);
      tables.cancelPending(id, clock.instant());
      tables.webhooksChanged();
      return Optional.of(removed);
    }
  }

  @Override
  public Health health(Webhook.Id id) {
    synchronized (tables) {
      return tables.healths.getOrDefault(id, Health.NONE);
    }
  }

  @Override
  public Map<Webhook.Id, Instant> holds(Instant now) {
    synchronized (tables) {
      Map<Webhook.Id, Instant> holds = new HashMap<>(tables.holds);
      holds.values().removeIf(until -> !until.isAfter(now));
      return holds;
    }
  }

  @Override
  public boolean release(Webhook.Id id) {
    synchronized (tables) {
      return tables.release(id, clock.instant());
    }
  }
}
