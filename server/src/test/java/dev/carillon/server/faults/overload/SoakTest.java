package dev.carillon.server.faults.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.load.Manner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * O3: a modest load for a long time, with a receiver that hangs, one that flaps and one that
 * refuses. {@code carillon.soak.minutes} makes the long form longer than ten minutes.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("o3")
class SoakTest {

  private static final Duration SOAK =
      FaultRecord.longForm()
          ? Duration.ofMinutes(Integer.getInteger("carillon.soak.minutes", 10))
          : Duration.ofSeconds(30);
  private static final int PER_SECOND = FaultRecord.scaled(200, 1000);
  private static final int SAMPLES = 15;
  private static final int WELL_BEHAVED_FROM = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a few buffers and compiled lambdas may make of it. */
  private static final double NOISE_MEGABYTES = 1;

  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          new RetrySchedule(
              List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2)),
              3,
              0.2),
          Set.of(429),
          false,
          -1,
          Duration.ofSeconds(1),
          16);

  @TempDir Path temp;

  @Test
  void heapThreadsAndHandlesDoNotGrow() throws Exception {
    try (TenWebhooks street = new TenWebhooks(temp, POLICY)) {
      street.core.hooks().retention(Duration.ofMinutes(5));
      street.receiver.manner("w0", Manner.HANGING);
      street.receiver.manner("w1", Manner.FLAPPING);
      street.receiver.manner("w2", Manner.always(429));
      List<Footprint> samples = new ArrayList<>();
      int lost = 0;
      for (int i = 0; i < SAMPLES; i++) {
        lost += soak(street, SOAK.dividedBy(SAMPLES));
        samples.add(Footprint.now());
      }
      record(samples, lost);

      assertThat(lost).isZero();
      assertThat(late(samples, Footprint::heapMegabytes))
          .isLessThan(early(samples, Footprint::heapMegabytes) * 1.1 + NOISE_MEGABYTES);
      assertThat(late(samples, Footprint::threads))
          .isLessThanOrEqualTo(early(samples, Footprint::threads) + 2);
      assertThat(late(samples, Footprint::handles))
          .isLessThanOrEqualTo(early(samples, Footprint::handles) * 1.1 + 4);
    }
  }

  /** How many deliveries of those that behave did not come. */
  private static int soak(TenWebhooks street, Duration duration) throws InterruptedException {
    List<String> rung = street.steadily(PER_SECOND, duration);
    assertThat(rung.size() % TenWebhooks.WEBHOOKS).as("each in turn").isZero();
    List<String> owed =
        IntStream.range(0, rung.size())
            .filter(i -> i % TenWebhooks.WEBHOOKS >= WELL_BEHAVED_FROM)
            .mapToObj(rung::get)
            .toList();
    if (street.arrived(owed, PATIENCE)) {
      street.receiver.heard().clear();
      return 0;
    }
    Set<String> heard = Set.copyOf(street.receiver.heard().keySet());
    return (int) owed.stream().filter(delivery -> !heard.contains(delivery)).count();
  }

  /** The median of the second third; the first one is for warming up. */
  private static double early(List<Footprint> samples, ToDoubleFunction<Footprint> value) {
    return median(samples.subList(SAMPLES / 3, 2 * SAMPLES / 3), value);
  }

  private static double late(List<Footprint> samples, ToDoubleFunction<Footprint> value) {
    return median(samples.subList(2 * SAMPLES / 3, SAMPLES), value);
  }

  private static double median(List<Footprint> samples, ToDoubleFunction<Footprint> value) {
    return samples.stream()
        .mapToDouble(value)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private void record(List<Footprint> samples, int lost) throws java.io.IOException {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("minutes", SOAK.toSeconds() / 60.0);
    counts.put("lost", lost);
    counts.put("heap MB early", early(samples, Footprint::heapMegabytes));
    counts.put("heap MB late", late(samples, Footprint::heapMegabytes));
    counts.put("threads early", early(samples, Footprint::threads));
    counts.put("threads late", late(samples, Footprint::threads));
    counts.put("handles early", early(samples, Footprint::handles));
    counts.put("handles late", late(samples, Footprint::handles));
    counts.put("store MB", Files.size(temp.resolve("carillon.db")) >> 20);
    System.out.println("o3: " + counts);
    FaultRecord.record("o3", counts);
  }
}
