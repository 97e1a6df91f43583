package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon completion}. */
class CompletionTest {

  @TempDir Path folder;

  @Test
  void bashCompletesCommandsBelowCommands() throws IOException, InterruptedException {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, new Carillon(folder).run("completion", "bash").is(0).out());
    Path proof = folder.resolve("proof.bash");
    Files.writeString(
        proof,
        "source '"
            + script
            + "'\nCOMP_WORDS=(carillon webhooks dis); COMP_CWORD=2; _complete_carillon\n"
            + "echo \"${COMPREPLY[@]}\"\n");

    Process bash = new ProcessBuilder("bash", proof.toString()).redirectErrorStream(true).start();
    String answer = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(bash.waitFor()).as(answer).isZero();
    assertThat(answer.strip()).isEqualTo("disable");
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  @Test
  void fishAndPowerShellKnowAllCommands() {
    Carillon shell = new Carillon(folder);
    for (String name : List.of("fish", "pwsh")) {
      assertThat(shell.run("completion", name).is(0).out())
          .contains("deliveries", "recover", "dry-run", "roll-secret");
    }
  }
}
