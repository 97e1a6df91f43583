package dev.carillon.server.operations.support;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.server.operations.metrics.BacklogCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many webhooks and deliveries there are in each state. */
public record Counts(DeliveryLog log, BacklogCounts backlog) {

  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  /**
   * By what they are, then by state. Each number is exact up to {@link BacklogCounts#COUNTED_MAX};
   * {@code more} says that there may be more.
   */
  Map<String, Object> shown() {
    Map<String, DeliveryLog.Count> deliveries = new LinkedHashMap<>();
    for (String state : STATES) {
      deliveries.put(state, log.count(DeliveryFilter.ALL.in(state), BacklogCounts.COUNTED_MAX));
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("webhooks", backlog.reading().webhooks());
    shown.put("deliveries", deliveries);
    return shown;
  }
}
