package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;

/** When what has to be sent again began to fail or to be missed. */
public final class FailureStart {

  /** Recorded so long before, a delivery may have been on its way with the last that arrived. */
  private static final Duration ON_ITS_WAY = Duration.ofHours(1);

  private FailureStart() {}

  /**
   * The known begin of the failures, or an hour before the last delivery arrived if that is
   * earlier: what failed before the server disabled a webhook came about then or later.
   *
   * @param known such as when the webhook was disabled
   */
  public static Instant of(Webhook webhook, Standing standing, Instant known) {
    Instant before = standing.lastDeliveredAt().minus(ON_ITS_WAY);
    Instant first = before.isBefore(webhook.createdAt()) ? webhook.createdAt() : before;
    return first.isBefore(known) ? first : known;
  }
}
