package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.program.Arguments;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTest {

  @Test
  void aRunInWhichAllArrivedOncePasses() {
    assertThat(Bench.exitCode(with(new Verdict(1000, 0, 0, 0)))).isZero();
  }

  @Test
  void aLostADoubledOrAnUnknownIdFailsTheRun() {
    assertThat(Bench.exitCode(with(new Verdict(1000, 1, 0, 0)))).isEqualTo(1);
    assertThat(Bench.exitCode(with(new Verdict(1000, 0, 1, 0)))).isEqualTo(1);
    assertThat(Bench.exitCode(with(new Verdict(1000, 0, 0, 1)))).isEqualTo(1);
  }

  @Test
  void theLineTellsWhatBecameOfTheIds() {
    assertThat(with(new Verdict(1000, 1, 2, 3)).line("p1", "machine", "commit"))
        .containsEntry("lost", 1L)
        .containsEntry("doubled", 2L)
        .containsEntry("ratio", 0.5)
        .containsEntry("name", "p1");
  }

  @Test
  void aMisspeltOptionIsRefused() {
    assertThatThrownBy(() -> Arguments.parse(List.of("p1", "--shrot")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--shrot");
    assertThatThrownBy(() -> Arguments.parse(List.of("p1", "--profile")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Result with(Verdict verdict) {
    return new Result(50, "deliveries/s", 100, 0.5, 3, verdict, Map.of());
  }
}
