package dev.carillon.server.faults.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.noise.Bar.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bar refuses what it should refuse, and only that. */
@Tag("alone")
@Tag("long")
class BarTest {

  private static final Measured QUIET = measured(100, 100, 2, 1000);

  @Test
  void whatIsAsGoodAsBeforePasses() {
    assertThat(faults(QUIET)).isEmpty();
    assertThat(faults(measured(100, 100, 20, 1030))).isEmpty();
  }

  @Test
  void oneLostDeliveryIsAFault() {
    assertThat(faults(measured(100, 99, 2, 1000))).contains("1 of 100 were late or lost");
  }

  @Test
  void oneLateDeliveryIsAFault() {
    List<Long> latencies = new ArrayList<>(Collections.nCopies(100, 2_000_000L));
    latencies.set(7, Duration.ofMillis(5001).toNanos());
    assertThat(faults(new Measured(100, latencies, Duration.ofSeconds(1))))
        .contains("1 of 100 were late or lost");
  }

  @Test
  void aSlowerMedianIsAFault() {
    assertThat(faults(measured(100, 100, 23, 1000))).containsExactly("p50 grew by 21.0 ms");
  }

  @Test
  void aSlowTailIsAFault() {
    List<Long> latencies = new ArrayList<>(Collections.nCopies(100, 2_000_000L));
    latencies.set(3, 300_000_000L);
    latencies.set(4, 300_000_000L);
    assertThat(faults(new Measured(100, latencies, Duration.ofSeconds(1))))
        .containsExactly("p99 grew by 298.0 ms");
  }

  @Test
  void lessThroughputIsAFault() {
    assertThat(faults(measured(100, 100, 2, 1100)))
        .singleElement()
        .asString()
        .contains("of the throughput");
  }

  @Test
  void nothingReceivedIsAFaultInEveryRespect() {
    assertThat(faults(measured(100, 0, 0, 1000))).hasSize(4);
  }

  private static List<String> faults(Measured noisy) {
    return Bar.faults(Collections.nCopies(3, new Pair(QUIET, noisy))).stream().distinct().toList();
  }

  private static Measured measured(int rung, int received, long millis, long spanMillis) {
    List<Long> latencies = Collections.nCopies(received, millis * 1_000_000);
    return new Measured(rung, latencies, Duration.ofMillis(spanMillis));
  }
}
