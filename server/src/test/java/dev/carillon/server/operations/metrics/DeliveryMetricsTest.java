package dev.carillon.server.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
class DeliveryMetricsTest {

  private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");
  private static final int ROUNDS = 15;
  private static final int A_ROUND = 100_000;

  @Test
  void delaysAreCountedByTriesAndPhasesOnlyWhereTheyHappened() {
    try (Metrics metrics = new Metrics()) {
      DeliveryMetrics counting = new DeliveryMetrics(metrics);
      counting.settled(delivered(1, Duration.ofMillis(20)));
      counting.settled(delivered(2, Duration.ofSeconds(7)));
      assertThat(metrics.text())
          .contains("delivery_delay_seconds_count 1\n")
          .contains("end_to_end_delay_seconds_count 2\n")
          .contains("attempt_duration_seconds_count{phase=\"total\"} 2\n")
          .contains("attempt_duration_seconds_count{phase=\"first_byte\"} 2\n")
          .contains("attempt_duration_seconds_count{phase=\"tls\"} 0\n")
          .contains("delivery_delay_seconds_bucket{le=\"0.05\"} 1\n")
          .contains("end_to_end_delay_seconds_bucket{le=\"5.0\"} 1\n")
          .contains("end_to_end_delay_seconds_bucket{le=\"30.0\"} 2\n");
    }
  }

  @Test
  void everyErrorClassHasASeriesFromTheStart() {
    try (Metrics metrics = new Metrics()) {
      DeliveryMetrics counting = new DeliveryMetrics(metrics);
      assertThat(counting).isNotNull();
      String text = metrics.text();
      for (ErrorClass error : ErrorClass.values()) {
        assertThat(text).contains("attempts_total{error_class=\"" + error.text() + "\"");
      }
    }
  }

  /** The best of several rounds, so that a busy machine does not matter. */
  @Test
  void countingASettlementTakesLessThanAMicrosecond() {
    try (Metrics metrics = new Metrics()) {
      DeliveryMetrics counting = new DeliveryMetrics(metrics);
      Settlement settlement = delivered(1, Duration.ofMillis(20));
      long[] nanos =
          IntStream.range(0, ROUNDS).mapToLong(round -> round(counting, settlement)).toArray();
      long best = Arrays.stream(nanos).min().orElseThrow();
      assertThat(best).as("best of %s", Arrays.toString(nanos)).isLessThan(1000);
    }
  }

  private static long round(DeliveryMetrics counting, Settlement settlement) {
    long began = System.nanoTime();
    for (int i = 0; i < A_ROUND; i++) {
      counting.settled(settlement);
    }
    return (System.nanoTime() - began) / A_ROUND;
  }

  private static Settlement delivered(int attempt, Duration delay) {
    Delivery before =
        new Delivery(
            Delivery.Id.random(),
            7,
            Webhook.Id.random(),
            Event.Id.at(AT),
            new EventType("asset_create"),
            "a",
            attempt - 1,
            new DeliveryState.Pending(AT),
            AT);
    Timings timings =
        new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(4));
    Outcome outcome = new Outcome.Accepted(ReceiverResponse.of(204));
    return new Settlement(
        before,
        new Attempt(
            attempt, AT, Duration.ofMillis(5), outcome, timings, AttemptTarget.NONE, false, false),
        new DeliveryState.Delivered(AT.plus(delay)),
        WebhookHealth.NONE,
        Optional.empty());
  }
}
