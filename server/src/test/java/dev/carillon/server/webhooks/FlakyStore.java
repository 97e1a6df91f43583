package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A store whose deliveries can neither be read nor written while a test says so. */
final class FlakyStore implements DueDeliveries, SettlementStore, LogRetention {

  volatile boolean broken;
  Supplier<RuntimeException> failure =
      () -> new HooksException(HooksException.Code.STORE_UNAVAILABLE, "as the test wants");
  private final HooksStore inner;

  FlakyStore(HooksStore inner) {
    this.inner = inner;
  }

  /** What the engine gets of it; its webhooks and its lease always work. */
  HooksStore ports() {
    return new HooksStore(inner.webhooks(), this, this, this, inner.lease());
  }

  private HooksStore working() {
    if (broken) {
      throw failure.get();
    }
    return inner;
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    return working().due().earliestDue();
  }

  @Override
  public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    return working().due().due(webhook, until, after, limit);
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    return working().due().dueCount(webhook, until, max);
  }

  @Override
  public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    return working().due().inSequence(webhook, afterSequence, limit);
  }

  @Override
  public List<DueDelivery> ofEvent(Event.Id event) {
    return working().due().ofEvent(event);
  }

  @Override
  public Set<Webhook.Id> redelivering() {
    return working().due().redelivering();
  }

  @Override
  public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
    return working().due().redeliveries(webhook, limit);
  }

  @Override
  public void settle(List<Settlement> settlements) {
    working().settlements().settle(settlements);
  }

  @Override
  public Swept sweep(Instant endedBefore, int limit) {
    return working().retention().sweep(endedBefore, limit);
  }

  @Override
  public Surplus surplus(long bytesMax) {
    return working().retention().surplus(bytesMax);
  }
}
