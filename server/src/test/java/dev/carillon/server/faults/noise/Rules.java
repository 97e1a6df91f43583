package dev.carillon.server.faults.noise;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The rules of both engines. */
final class Rules {

  /** What the engine has on the wire at once, all webhooks together. */
  static final int IN_FLIGHT_MAX = 1024;

  /** As many attempts of one webhook at once as the server allows unless told otherwise. */
  static final DeliveryPolicy SHIPPED =
      concurrent(DeliveryPolicy.DEFAULT.maxConcurrentPerWebhook());

  /**
   * As many as a webhook may have at all: what keeps one from taking everything is the engine
   * alone.
   */
  static final DeliveryPolicy GENEROUS = concurrent(1000);

  private Rules() {}

  /** Quick retries; nothing is ever switched off. */
  private static DeliveryPolicy concurrent(int perWebhook) {
    return new DeliveryPolicy(
        new RetrySchedule(
            List.of(
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(400),
                Duration.ofMillis(800)),
            8,
            0.2),
        Set.of(429),
        false,
        -1,
        Duration.ofSeconds(2),
        perWebhook);
  }
}
