package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.webhook.Webhook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log says of one webhook's deliveries, whatever their state and owner.
 *
 * @param log the store's
 * @param webhook whose deliveries; it may have been removed
 */
public record WebhookDeliveries(DeliveryLog log, Webhook.Id webhook) {

  private static final int PAGE = 500;
  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  /** Those with a greater sequence, oldest first; -1 = from the start. */
  public List<Delivery> list(long afterSequence, int limit) {
    return page(new Cursor(false, afterSequence), limit).entries().stream()
        .map(Entry::delivery)
        .toList();
  }

  /** How many are in each state, by the state's name. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    STATES.forEach(state -> counts.put(state, 0L));
    Page page = page(Cursor.OLDEST, PAGE);
    count(page, counts);
    while (page.more()) {
      page = page(page.end(), PAGE);
      count(page, counts);
    }
    return counts;
  }

  private Page page(Cursor after, int limit) {
    return log.page(DeliveryFilter.ALL.to(webhook), after, limit);
  }

  private static void count(Page page, Map<String, Long> counts) {
    page.entries().forEach(entry -> counts.merge(entry.delivery().state().name(), 1L, Long::sum));
  }
}
