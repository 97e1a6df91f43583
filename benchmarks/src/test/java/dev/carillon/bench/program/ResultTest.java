package dev.carillon.bench.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {

  @Test
  void aFigureOfNothingHasNoRatio() {
    Result nothing = new Result(0, "ms", 0.04, 3, Map.of());

    assertThat(nothing.line("p", "m", "c")).containsEntry("figure", 0.0).doesNotContainKey("ratio");
  }

  @Test
  void aTimeIsBetterTheNearerItComesToItsLimit() {
    Result half = new Result(4, "ms", 2, 3, Map.of("more", 1));

    assertThat(half.line("p", "m", "c")).containsEntry("ratio", 0.5).containsEntry("more", 1);
  }
}
