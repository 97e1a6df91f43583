package dev.carillon.server.webhooks.repair;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Repairs.Range;
import dev.carillon.hooks.webhook.Webhook;

/** How many deliveries a job would find. Counting is bounded: then there may be more. */
record DryRuns(RepairPorts bench) {

  private static final int UNHEARD_BATCHES_MAX = 100;

  Count count(String kind, JobRequest order, int max) {
    return kind.equals(RecoverWalk.NAME)
        ? recoverable(order, max)
        : bench.store().log().count(wanted(kind, order), max);
  }

  /** What the job would do, as it is answered. */
  ObjectNode dryRun(String kind, JobRequest order, int max) {
    if (!kind.equals(RecoverWalk.NAME)) {
      return DryRun.of(kind, wanted(kind, order), bench.store(), max).json();
    }
    Count count = recoverable(order, max);
    return JsonNodeFactory.instance
        .objectNode()
        .put("count", count.count())
        .put("more", count.more());
  }

  private static DeliveryFilter wanted(String kind, JobRequest order) {
    return kind.equals(CancelWalk.NAME) ? CancelWalk.wanted(order) : ResendWalk.wanted(order);
  }

  private Count recoverable(JobRequest order, int max) {
    Webhook webhook = bench.store().webhooks().find(order.webhookId()).orElseThrow();
    Count first = bench.store().repairs().countMissed(webhook, order.past(), max);
    return first.more() ? first : plusUnheard(first.count(), webhook, order, max);
  }

  private Count plusUnheard(long missed, Webhook webhook, JobRequest order, int max) {
    long count = missed;
    if (!order.since().isBefore(webhook.createdAt())) {
      return new Count(count, false);
    }
    Range range = new Range(order.since(), webhook.createdAt());
    long reached = 0;
    for (int batch = 0; batch < UNHEARD_BATCHES_MAX; batch++) {
      PreparedRecovery found =
          bench
              .store()
              .repairs()
              .backfill(webhook, range, reached, bench.snapshots(), Integer.MAX_VALUE);
      count += found.count();
      reached = found.reached();
      if (found.last()) {
        return new Count(Math.min(count, max), count > max);
      }
      if (count >= max) {
        break;
      }
    }
    return new Count(Math.min(count, max), true);
  }
}
