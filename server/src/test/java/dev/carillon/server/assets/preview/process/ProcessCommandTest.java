package dev.carillon.server.assets.preview.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody waits for gives way, and what is over in a moment is compiled quickly. */
class ProcessCommandTest {

  @Test
  void onlyWhatNobodyWaitsForGivesWay() {
    assertThat(command(RenderLimits.DEFAULTS, false).getFirst()).endsWith("java");
    assertThat(command(RenderLimits.DEFAULTS, true).getFirst())
        .as("every system that this is tested on has it")
        .endsWith("/nice");
    assertThat(command(RenderLimits.DEFAULTS, true)).containsSubsequence("-n", "10");
  }

  @Test
  void onlyWhatIsReadInAMomentIsCompiledQuickly() {
    assertThat(command(RenderLimits.EMBEDDED, false))
        .contains("-XX:TieredStopAtLevel=1", "-Xmx256m");
    assertThat(command(RenderLimits.DEFAULTS, true))
        .contains("-Xmx512m")
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }

  private static List<String> command(RenderLimits limits, boolean background) {
    return ProcessCommand.of(limits, Path.of("fonts"), Path.of("temporary"), background);
  }
}
