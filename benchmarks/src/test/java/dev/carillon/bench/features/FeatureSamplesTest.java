package dev.carillon.bench.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Profile;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSamplesTest {

  private static final List<FeatureCode> TWO =
      List.of(
          new FeatureCode("batches", List.of("a.Batch")),
          new FeatureCode("proofs", List.of("a.proof.")));

  @TempDir private Path folder;

  @Test
  void aSampleCountsOnceForEachFeatureOnItsStack() {
    FeatureSamples samples = new FeatureSamples(TWO);
    samples.add(List.of("java.util.HashMap", "a.Batch", "a.Batch$Inner", "a.Main"));
    samples.add(List.of("a.proof.Seal", "a.Batch", "a.Main"));
    for (int i = 0; i < 98; i++) {
      samples.add(List.of("a.Main"));
    }
    assertThat(samples.all()).isEqualTo(100);
    assertThat(samples.percent()).isEqualTo(2);
    assertThat(samples.percent("batches")).isEqualTo(2);
    assertThat(samples.percent("proofs")).isEqualTo(1);
    assertThat(samples.percent("none")).isZero();
    assertThat(samples.table()).containsSubsequence("batches", "proofs");
  }

  /** Of none among 300, it can still be one of 100. */
  @Test
  void whatWasNotSeenMayStillBeThere() {
    FeatureSamples samples = new FeatureSamples(TWO);
    for (int i = 0; i < 300; i++) {
      samples.add(List.of("a.Main"));
    }
    assertThat(samples.percent()).isZero();
    assertThat(samples.percentAtMost()).isCloseTo(1, within(0.001));
  }

  /** A feature that is used all the time is seen: else its absence would prove nothing. */
  @Test
  void whatARecordingHasIsFound() throws Exception {
    Contender busy =
        new Contender() {
          @Override
          public String name() {
            return "busy";
          }

          @Override
          public Round round(Duration length) {
            long done = Busy.forProcessorTime(length);
            return new Round(done, length.toNanos(), 0, 0, Verdict.NONE);
          }
        };
    Path file = folder.resolve("busy.jfr");
    var _ = Profile.of(busy, file, Duration.ofSeconds(1), Duration.ofMillis(1));
    FeatureSamples samples =
        new FeatureSamples(List.of(new FeatureCode("busy", List.of(Busy.class.getName()))));
    samples.read(file);
    assertThat(samples.all()).isGreaterThan(10);
    assertThat(samples.percent("busy")).isGreaterThan(20);
  }

  /** Uses a processor. */
  private static final class Busy {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Busy() {}

    static long forProcessorTime(Duration length) {
      long end = THREADS.getCurrentThreadCpuTime() + length.toNanos();
      long sum = 0;
      while (THREADS.getCurrentThreadCpuTime() < end) {
        for (int i = 0; i < 100_000; i++) {
          sum += Long.rotateLeft(sum ^ i, 7);
        }
      }
      return sum;
    }
  }
}
