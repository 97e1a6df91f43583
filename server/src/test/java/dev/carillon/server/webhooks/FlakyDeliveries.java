package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A store that does not work while a test says so. */
final class FlakyDeliveries implements Deliveries {

  volatile boolean broken;
  Supplier<RuntimeException> failure =
      () -> new HooksException(HooksException.Code.STORE_UNAVAILABLE, "as the test wants");
  private final Deliveries inner;

  FlakyDeliveries(Deliveries inner) {
    this.inner = inner;
  }

  private Deliveries working() {
    if (broken) {
      throw failure.get();
    }
    return inner;
  }

  @Override
  public void settle(List<Settlement> settlements) {
    working().settle(settlements);
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    return working().earliestDue();
  }

  @Override
  public List<Due> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    return working().due(webhook, until, after, limit);
  }

  @Override
  public List<Due> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    return working().inSequence(webhook, afterSequence, limit);
  }

  @Override
  public List<Due> ofEvent(Event.Id event) {
    return working().ofEvent(event);
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    return working().find(id);
  }

  @Override
  public List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit) {
    return working().list(webhook, afterSequence, limit);
  }

  @Override
  public Map<String, Long> counts(Webhook.Id webhook) {
    return working().counts(webhook);
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    return working().cancelPending(webhook, now);
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    return working().recover(webhook, since, snapshots, limit);
  }

  @Override
  public Surplus surplus(long bytesMax) {
    return working().surplus(bytesMax);
  }

  @Override
  public Repair recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    return working().recover(webhook, id, snapshots);
  }

  @Override
  public Repair resend(Delivery.Id id) {
    return working().resend(id);
  }

  @Override
  public Repair retryNow(Delivery.Id id) {
    return working().retryNow(id);
  }

  @Override
  public Repair cancel(Delivery.Id id, Instant now) {
    return working().cancel(id, now);
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    return working().redeliver(id, to, snapshots);
  }

  @Override
  public Set<Webhook.Id> resending() {
    return working().resending();
  }

  @Override
  public List<Due> resends(Webhook.Id webhook, int limit) {
    return working().resends(webhook, limit);
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    return working().dueCount(webhook, until, max);
  }

  @Override
  public int sweep(Instant endedBefore, int limit) {
    return working().sweep(endedBefore, limit);
  }
}
