package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Lease;
import java.util.List;

/** What waits and what is on the wire, read when metrics are requested. */
public final class QueueMetrics {

  private static final List<String> STATES =
      List.of("none", "healthy", "degraded", "failing", "disabled");

  private QueueMetrics() {}

  /** Adds the numbers of this engine. */
  public static void bind(Metrics metrics, HooksEngine hooks, Lease lease, BacklogCounts backlog) {
    String queue = "Unsettled deliveries; more than 1000000 are not counted";
    metrics.gauge(
        "queue.deliveries", queue, "state", "pending", () -> backlog.reading().pending().count());
    metrics.gauge("queue.deliveries", queue, "state", "in_flight", hooks::inFlight);
    metrics.gauge(
        "queue.oldest.due.age.seconds",
        "How long the oldest due delivery has waited; 0 if none is due",
        () -> backlog.reading().oldestDueMillis().orElse(0) / 1000.0);
    metrics.gauge("workers.busy", "Requests in flight", hooks::inFlight);
    metrics.counter(
        "endpoint.concurrency.limited",
        "How often a webhook reached its concurrency limit",
        hooks::limited);
    metrics.counter(
        "claims.reclaimed",
        "Deliveries that this node took over from nodes that ended",
        lease::takenOver);
    for (String state : STATES) {
      metrics.gauge(
          "webhook.state",
          "Webhooks in each state",
          "state",
          state,
          () -> backlog.reading().webhooks().getOrDefault(state, 0L));
    }
  }
}
