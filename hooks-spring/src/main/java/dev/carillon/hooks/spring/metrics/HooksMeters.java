package dev.carillon.hooks.spring.metrics;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what this instance did, once it is stored:
 *
 * <ul>
 *   <li>{@code carillon.hooks.deliveries.ended}, tag {@code state}: {@code delivered} or {@code
 *       failed}
 *   <li>{@code carillon.hooks.attempts.failed}: attempts without a 2xx, those that are retried too
 *   <li>{@code carillon.hooks.webhooks.disabled}, tag {@code reason}: {@code failures} or {@code
 *       gone}
 *   <li>{@code carillon.hooks.store.failures}: how often the store began to fail
 *   <li>{@code carillon.hooks.lease.lost}: how often another instance took over from this one
 * </ul>
 */
public final class HooksMeters implements HooksListener {

  private final Counter delivered;
  private final Counter failed;
  private final Counter failedAttempts;
  private final Map<WebhookState.Reason, Counter> disabled =
      new EnumMap<>(WebhookState.Reason.class);
  private final Counter storeFailures;
  private final Counter leasesLost;

  /** Counters in this registry. */
  public HooksMeters(MeterRegistry registry) {
    delivered = ended("delivered", registry);
    failed = ended("failed", registry);
    failedAttempts =
        counter("attempts.failed", "Attempts without a 2xx response").register(registry);
    for (WebhookState.Reason reason : WebhookState.Reason.values()) {
      if (reason == WebhookState.Reason.FAILURES || reason == WebhookState.Reason.GONE) {
        disabled.put(
            reason,
            counter("webhooks.disabled", "Webhooks that were disabled by their failures")
                .tag("reason", reason.text())
                .register(registry));
      }
    }
    storeFailures =
        counter("store.failures", "How often the store began to fail").register(registry);
    leasesLost =
        counter("lease.lost", "How often another instance took over from this one")
            .register(registry);
  }

  @Override
  public void settled(Settlement settlement) {
    if (!settlement.attempt().outcome().success()) {
      failedAttempts.increment();
    }
    switch (settlement.next()) {
      case DeliveryState.Delivered sent -> delivered.increment();
      case DeliveryState.Exhausted given -> {
        // a redelivery that fails leaves the delivery as it was
        if (!settlement.attempt().redelivery()) {
          failed.increment();
        }
      }
      case DeliveryState.Pending waits -> {}
      case DeliveryState.Cancelled called -> {}
      case DeliveryState.Missed missed -> {}
    }
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    Counter counter = disabled.get(state.reason());
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    storeFailures.increment();
  }

  @Override
  public void leaseLost() {
    leasesLost.increment();
  }

  private static Counter ended(String state, MeterRegistry registry) {
    return counter("deliveries.ended", "Deliveries that have ended")
        .tag("state", state)
        .register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder("carillon.hooks." + name).description(description);
  }
}
