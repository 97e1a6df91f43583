package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {

  @Test
  void aCommandSaysTheSameWhetherAllWereReadOrOnlyWhatItNeeds() {
    for (List<String> path : paths(Main.commands(), List.of())) {
      List<String> asked = new ArrayList<>(path);
      asked.add("--help");
      assertThat(said(asked, Main.commandsFor(asked.toArray(String[]::new))))
          .as(String.join(" ", asked))
          .startsWith("0: ")
          .isEqualTo(said(asked, Main.commands()));
    }
  }

  @Test
  void onlyWhatIsNeededIsRead() {
    CommandLine line = Main.commandsFor("deliveries", "list", "--json");

    assertThat(line.getSubcommands()).containsOnlyKeys("deliveries");
    CommandLine deliveries = Objects.requireNonNull(line.getSubcommands().get("deliveries"));
    Map<String, CommandLine> verbs = deliveries.getSubcommands();
    assertThat(verbs).containsOnlyKeys("list");
    assertThat(Main.commandsFor("whoami").getSubcommands()).containsOnlyKeys("whoami");
  }

  @Test
  void wrongWordsAreAnsweredWithTheRightOnes() {
    assertThat(said(List.of("webhoks"), Main.commandsFor("webhoks"))).contains("carillon webhooks");
    List<String> verb = List.of("deliveries", "lst");
    assertThat(said(verb, Main.commandsFor("deliveries", "lst"))).contains("deliveries list");
    assertThat(Main.commandsFor("completion", "fish").getSubcommands()).containsKey("webhooks");
  }

  @Test
  void whatWorksOnAHomeIsRefusedWithAWordWhereItIs() {
    assertThat(said(List.of("backup"), Main.commandsFor("backup")))
        .startsWith("2: ")
        .contains("backup", "are in the server's own");
  }

  @Test
  void itSaysItsVersion() {
    assertThat(said(List.of("version"), Main.commandsFor("version")))
        .isEqualTo("0: carillon development\n");
    assertThat(said(List.of("--version"), Main.commandsFor("--version")))
        .isEqualTo("0: carillon development\n");
  }

  @Test
  void aTrainingRunNeedsNothingAndWritesNothing() {
    CommandLine line = Main.commandsFor("training-run");

    assertThat(said(List.of("training-run"), line)).isEqualTo("0: ");
    assertThat(Main.commands().getSubcommands()).doesNotContainKey("training-run");
  }

  private static List<List<String>> paths(CommandLine line, List<String> path) {
    List<List<String>> all = new ArrayList<>(List.of(path));
    line.getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              all.addAll(paths(below, longer));
            });
    return all;
  }

  private static String said(List<String> arguments, CommandLine line) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    int code = line.setOut(out).setErr(out).execute(arguments.toArray(String[]::new));
    out.flush();
    return code + ": " + text;
  }
}
