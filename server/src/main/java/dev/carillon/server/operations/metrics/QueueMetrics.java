package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.Lease;
import java.util.List;

/** What waits and what is on the wire, asked for when somebody looks. */
public final class QueueMetrics {

  private static final List<String> STATES =
      List.of("none", "healthy", "degraded", "failing", "disabled");

  private QueueMetrics() {}

  /** Adds the numbers of this engine. */
  public static void bind(Metrics metrics, Hooks hooks, Lease lease, BacklogCounts backlog) {
    String queue = "Deliveries that are not settled; more than 100000 are not counted";
    metrics.gauge("queue.deliveries", queue, "state", "pending", () -> backlog.reading().pending());
    metrics.gauge("queue.deliveries", queue, "state", "in_flight", hooks::inFlight);
    metrics.gauge(
        "queue.oldest.due.age.seconds",
        "For how long the delivery has waited that was due first; 0 where none is due",
        () -> backlog.reading().oldestDueMillis().orElse(0) / 1000.0);
    metrics.gauge("workers.busy", "Attempts on the wire", hooks::inFlight);
    metrics.counter(
        "endpoint.concurrency.limited",
        "How often a webhook had something to send but as much on the wire as it may",
        hooks::limited);
    metrics.counter(
        "claims.reclaimed",
        "Deliveries of nodes that ended which this node took over",
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
