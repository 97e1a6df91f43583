package dev.carillon.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.program.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void itGoesOnUntilTwoRoundsInARowAreNoCheaper() {
    WarmUp warmUp = new WarmUp(10);
    for (double micros : new double[] {900, 500, 510, 400, 399}) {
      warmUp.add(round(micros));
      assertThat(warmUp.goesOn()).as(micros + " µs").isTrue();
    }

    warmUp.add(round(420));

    assertThat(warmUp.goesOn()).isFalse();
    assertThat(warmUp.settled()).isTrue();
    assertThat(warmUp.end()).isEqualTo("warm after 6 rounds");
  }

  @Test
  void itEndsUnsettledWhereThatTakesTooLong() {
    WarmUp warmUp = new WarmUp(3);
    for (double micros : new double[] {900, 500, 300}) {
      assertThat(warmUp.goesOn()).isTrue();
      warmUp.add(round(micros));
    }

    assertThat(warmUp.goesOn()).isFalse();
    assertThat(warmUp.settled()).isFalse();
    assertThat(warmUp.end()).startsWith("NOT WARM");
  }

  @Test
  void itGoesOnWhileTheCompilerUsesMuchOfTheTime() {
    WarmUp warmUp = new WarmUp(10);
    for (double compiler : new double[] {200, 80, 70, 50, 80, 50}) {
      warmUp.add(round(400, compiler));
      assertThat(warmUp.goesOn()).as(compiler + " µs").isTrue();
    }

    warmUp.add(round(400, 50));

    assertThat(warmUp.settled()).isTrue();
  }

  private static Round round(double micros) {
    return round(micros, 0);
  }

  private static Round round(double micros, double compilerMicros) {
    Map<String, Long> threads = Map.of("C2 CompilerThre", (long) (compilerMicros * 1e6));
    return new Round(1000, 1_000_000_000, (long) (micros * 1e6), 0, Verdict.NONE, threads, 0);
  }
}
