package dev.carillon.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void percentilesAreThoseOfTheSortedValues() {
    Random random = new Random(7);
    for (long most : new long[] {50, 5_000, 5_000_000, 3_000_000_000L}) {
      Histogram histogram = new Histogram();
      long[] micros = new long[10_000];
      for (int i = 0; i < micros.length; i++) {
        micros[i] = random.nextLong(most) + 1;
        histogram.record(micros[i] * 1000);
      }
      Arrays.sort(micros);
      for (double share : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
        double exact = micros[(int) Math.ceil(share * micros.length) - 1] / 1000.0;
        assertThat(histogram.millis(share)).isCloseTo(exact, Percentage.withPercentage(1.6));
      }
    }
  }

  @Test
  void oneSlowAmongAHundredIsTheSlowestButNotTheMiddle() {
    Histogram histogram = new Histogram();
    for (int i = 0; i < 99; i++) {
      histogram.record(1_000_000);
    }
    histogram.record(5_000_000_000L);

    assertThat(histogram.millis(0.5)).isCloseTo(1, within(0.02));
    assertThat(histogram.millis(0.99)).isCloseTo(1, within(0.02));
    assertThat(histogram.millis(1)).isCloseTo(5000, within(80.0));
  }

  @Test
  void timesBelowNothingAreToldAndCountAsNothing() {
    Histogram histogram = new Histogram();
    histogram.record(-5_000_000);
    histogram.record(3_000_000);

    assertThat(histogram.negative()).isEqualTo(1);
    assertThat(histogram.millis(0.5)).isZero();
  }

  @Test
  void sumsOfHistogramsHoldBoth() {
    Histogram fast = new Histogram();
    fast.record(1_000_000);
    Histogram slow = new Histogram();
    slow.record(100_000_000);
    fast.add(slow);

    assertThat(fast.total()).isEqualTo(2);
    assertThat(fast.millis(1)).isCloseTo(100, within(1.6));
  }

  @Test
  void nothingRecordedIsNoFigure() {
    assertThatThrownBy(() -> new Histogram().millis(0.5)).isInstanceOf(IllegalStateException.class);
  }
}
