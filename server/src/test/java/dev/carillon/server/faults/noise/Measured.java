package dev.carillon.server.faults.noise;

import java.time.Duration;
import java.util.List;

/**
 * How it went for the webhooks that behave.
 *
 * @param rung how many deliveries of theirs were taken
 * @param latencies from there to the receiver, of those that arrived, in nanoseconds, ascending
 * @param span from the first one taken to the last one received
 */
record Measured(int rung, List<Long> latencies, Duration span) {

  private static final Duration LATE = Duration.ofSeconds(5);

  Measured {
    latencies = latencies.stream().sorted().toList();
  }

  /** How many did not arrive within five seconds. */
  int late() {
    long inTime = latencies.stream().filter(nanos -> nanos <= LATE.toNanos()).count();
    return rung - (int) inTime;
  }

  double p50Millis() {
    return quantileMillis(0.5);
  }

  double p99Millis() {
    return quantileMillis(0.99);
  }

  double perSecond() {
    return latencies.size() * 1e9 / span.toNanos();
  }

  /** Of all that were taken: what never arrived took for ever. */
  private double quantileMillis(double part) {
    int index = (int) Math.ceil(rung * part) - 1;
    return index < latencies.size() ? latencies.get(index) / 1e6 : Double.POSITIVE_INFINITY;
  }

  @Override
  public String toString() {
    return "%d taken, %d late, p50 %.1f ms, p99 %.1f ms, %.0f/s"
        .formatted(rung, late(), p50Millis(), p99Millis(), perSecond());
  }
}
