package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {

  private static final CommandLine ALL = Main.commands();

  @Test
  void aCommandSaysTheSameWhetherAllWereReadOrOnlyWhatItNeeds() {
    for (List<String> path : paths(ALL, List.of())) {
      List<String> asked = new ArrayList<>(path);
      asked.add("--help");
      assertThat(said(asked, Main.commandsFor(asked.toArray(String[]::new))))
          .as(String.join(" ", asked))
          .isEqualTo(said(asked, ALL));
    }
  }

  @Test
  void aCommandOfTheClientProgramSaysTheSameThere() {
    CommandLine client = dev.carillon.cli.Main.commands();
    for (List<String> path : paths(client, List.of())) {
      // these two list what the program has
      if (!path.isEmpty() && !path.equals(List.of("users"))) {
        List<String> asked = new ArrayList<>(path);
        asked.add("--help");
        assertThat(said(asked, client)).as(String.join(" ", asked)).isEqualTo(said(asked, ALL));
      }
    }
  }

  @Test
  void onlyWhatIsNeededIsRead() {
    assertThat(Main.commandsFor("doctor").getSubcommands()).containsOnlyKeys("doctor");
    CommandLine audit =
        Objects.requireNonNull(Main.commandsFor("audit", "list").getSubcommands().get("audit"));
    assertThat(audit.getSubcommands()).containsOnlyKeys("list");
  }

  @Test
  void wrongWordsAreAnsweredWithTheRightOnes() {
    assertThat(said(List.of("webhoks"), Main.commandsFor("webhoks"))).contains("carillon webhooks");
    List<String> verb = List.of("users", "reset-pasword");
    assertThat(said(verb, Main.commandsFor("users", "reset-pasword")))
        .contains("users reset-password");
    assertThat(Main.commandsFor("completion", "fish").getSubcommands())
        .containsKeys("webhooks", "doctor");
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
