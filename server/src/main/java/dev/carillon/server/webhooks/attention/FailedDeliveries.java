package dev.carillon.server.webhooks.attention;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The deliveries of the last day that failed for good, webhook by webhook. It reads the newest
 * {@value #READ_MAX} of them at most, whatever the log holds.
 *
 * @param byWebhook what was found, for each webhook with any
 * @param more whether there are more than were read
 */
record FailedDeliveries(Map<Webhook.Id, Share> byWebhook, boolean more) {

  static final int READ_MAX = 1_000;
  private static final Duration LOOKED_BACK = Duration.ofDays(1);

  FailedDeliveries {
    byWebhook = Map.copyOf(byWebhook);
  }

  /** Those that the log has now, by the engine's clock. */
  static FailedDeliveries read(DeliveryLog log, Instant now) {
    Span lastDay = new Span(now.minus(LOOKED_BACK), now.plus(LOOKED_BACK));
    DeliveryFilter failed =
        new DeliveryFilter(
            DeliveryFilter.ALL.in("exhausted").states(),
            DeliveryFilter.ALL.webhooks(),
            DeliveryFilter.About.ANYTHING,
            DeliveryFilter.Ending.ANY,
            lastDay,
            "");
    DeliveryLog.Page page = log.page(failed, Cursor.NEWEST, READ_MAX);
    Map<Webhook.Id, Share> shares = new HashMap<>();
    for (Entry entry : page.entries()) {
      shares.merge(entry.delivery().webhook(), new Share(1, entry, entry), Share::plus);
    }
    return new FailedDeliveries(shares, page.more());
  }

  /**
   * Those of one webhook.
   *
   * @param count how many, 1 or more
   * @param newest the one that was recorded last
   * @param oldest the one that was recorded first
   */
  record Share(int count, Entry newest, Entry oldest) {

    private Share plus(Share older) {
      return new Share(count + older.count, newest, older.oldest);
    }

    /** When the first of them was recorded. */
    Instant since() {
      return oldest.delivery().createdAt();
    }
  }
}
