package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Rules that a test can wait for. */
record Policies(
    List<Duration> delays, Set<Integer> retried, boolean gone, int failures, int concurrent) {

  /** Nine delays would be planned as 20, 40, 60, … ms; nothing disables a webhook. */
  static final Policies QUICK = new Policies(millis(20, 40, 60, 80, 100, 120, 160, 200), 16);

  private Policies(List<Duration> delays, int concurrent) {
    this(delays, Set.of(), false, -1, concurrent);
  }

  static Policies waiting(long... millis) {
    return new Policies(millis(millis), 16);
  }

  Policies retrying(Integer... codes) {
    return new Policies(delays, Set.of(codes), gone, failures, concurrent);
  }

  Policies disablingOnGone() {
    return new Policies(delays, retried, true, failures, concurrent);
  }

  Policies disablingAfter(int n) {
    return new Policies(delays, retried, gone, n, concurrent);
  }

  Policies concurrent(int n) {
    return new Policies(delays, retried, gone, failures, n);
  }

  DeliveryPolicy policy() {
    return policy(Duration.ofSeconds(5));
  }

  DeliveryPolicy policy(Duration timeout) {
    return new DeliveryPolicy(
        new RetrySchedule(delays, delays.size(), 0.2),
        retried,
        gone,
        failures,
        timeout,
        concurrent);
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }
}
