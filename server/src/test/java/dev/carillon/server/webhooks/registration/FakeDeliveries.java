package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Knows how many deliveries there are in each state, and nothing else. */
final class FakeDeliveries implements Deliveries {

  final Map<Webhook.Id, Map<String, Long>> counts = new HashMap<>();

  /** Hears of each cancelling before it happens. */
  Consumer<Webhook.Id> cancelling = id -> {};

  @Override
  public Map<String, Long> counts(Webhook.Id webhook) {
    return counts.getOrDefault(webhook, Map.of());
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    cancelling.accept(webhook);
    Map<String, Long> states = new HashMap<>(counts(webhook));
    Long pending = states.remove("pending");
    counts.put(webhook, states);
    return pending == null ? 0 : pending;
  }

  @Override
  public void settle(List<Settlement> settlements) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    throw new AssertionError("not asked for here");
  }

  @Override
  public List<Due> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public List<Due> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public List<Due> ofEvent(Event.Id event) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Surplus surplus(long bytesMax) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Repair recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Repair resend(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Repair retryNow(Delivery.Id id) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Repair cancel(Delivery.Id id, Instant now) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public Set<Webhook.Id> resending() {
    throw new AssertionError("not asked for here");
  }

  @Override
  public List<Due> resends(Webhook.Id webhook, int limit) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    throw new AssertionError("not asked for here");
  }

  @Override
  public int sweep(Instant endedBefore, int limit) {
    throw new AssertionError("not asked for here");
  }
}
