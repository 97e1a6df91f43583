package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.DeliveryRepairs;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The events that a webhook missed while it was disabled, and sending them after all.
 *
 * @param repairs makes them pending
 * @param snapshots reads what was stored with them
 * @param recovered hears of each webhook whose missed deliveries became pending
 */
public record MissedEvents(
    DeliveryRepairs repairs, SnapshotReader snapshots, Consumer<Webhook.Id> recovered) {

  /** So many at once, so that no other writer waits for long. */
  private static final int BATCH = 200;

  /** Makes what this webhook missed since then pending; how many events that were. */
  long recover(Webhook webhook, Instant since) {
    long total = 0;
    try {
      int batch = repairs.recover(webhook, since, snapshots, BATCH);
      while (batch > 0) {
        total += batch;
        batch = repairs.recover(webhook, since, snapshots, BATCH);
      }
      return total;
    } finally {
      recovered.accept(webhook.id());
    }
  }
}
