package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Knows how many deliveries there are in each state, and nothing else. */
final class FakeDeliveries implements DeliveryActions {

  final Map<Webhook.Id, Map<String, Long>> counts = new HashMap<>();

  /** When the last cancelling was, by the clock of its caller. */
  Instant cancelledAt = Instant.EPOCH;

  /** Hears of each cancelling before it happens. */
  Consumer<Webhook.Id> cancelling = id -> {};

  Map<String, Long> counts(Webhook.Id webhook) {
    return counts.getOrDefault(webhook, Map.of());
  }

  @Override
  public long missed(Webhook.Id webhook) {
    return counts(webhook).getOrDefault("missed", 0L);
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    cancelling.accept(webhook);
    cancelledAt = now;
    Map<String, Long> states = new HashMap<>(counts(webhook));
    Long pending = states.remove("pending");
    counts.put(webhook, states);
    return pending == null ? 0 : pending;
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public ActionResult recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public ActionResult redeliver(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public ActionResult retryNow(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public ActionResult cancel(Delivery.Id id, Instant now) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    throw new AssertionError("not asked for here");
  }
}
