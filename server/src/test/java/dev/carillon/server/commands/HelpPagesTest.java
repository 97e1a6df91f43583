package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/cli.md} is what {@code --help} prints of each command. */
class HelpPagesTest {

  private static final Path DOCUMENT = Path.of("../docs/cli.md");
  private static final String HEAD =
      """
      # The command line

      The output of `carillon <command> --help` for each command. `HelpPagesTest` compares this page
      with the product; if it differs, `server/target/cli.md` is the right page.

      Data goes to standard output, messages to standard error. `--json` prints one JSON value per
      line. Server and user come from `carillon login`, or from the environment variables
      `CARILLON_SERVER` and `CARILLON_TOKEN` (or `CARILLON_USERNAME` and `CARILLON_PASSWORD`).
      `NO_COLOR` disables colours.
      """;

  /** A server, a script for a shell, and one word for a file. */
  private static final List<String> NO_DATA =
      List.of("carillon serve", "carillon completion", "carillon secrets encrypt");

  @Test
  void theDocumentIsWhatTheCommandsSayOfThemselves() throws IOException {
    StringBuilder pages = new StringBuilder(HEAD);
    for (CommandLine command : all(Main.commands())) {
      pages
          .append("\n## ")
          .append(command.getCommandSpec().qualifiedName(" "))
          .append("\n\n```text\n")
          .append(page(command))
          .append("```\n");
    }
    Files.writeString(Path.of("target/cli.md"), pages.toString());

    assertThat(DOCUMENT).content().isEqualTo(pages.toString());
  }

  @Test
  void everyCommandBeginsWithAnExampleAndSaysWhatItsParametersAre() {
    for (CommandLine command : all(Main.commands())) {
      var spec = command.getCommandSpec();
      String name = spec.qualifiedName(" ");
      assertThat(spec.usageMessage().description()).as(name).isNotEmpty();
      if (spec.parent() != null) {
        assertThat(page(command)).as(name).startsWith("Example").contains("carillon");
      }
      spec.options()
          .forEach(
              option ->
                  assertThat(option.hidden() || option.description().length > 0)
                      .as(name + " " + option.longestName())
                      .isTrue());
    }
  }

  @Test
  void everyCommandThatPrintsDataSpeaksJson() {
    for (CommandLine command : all(Main.commands())) {
      var spec = command.getCommandSpec();
      if (spec.subcommands().isEmpty() && !NO_DATA.contains(spec.qualifiedName(" "))) {
        assertThat(spec.findOption("--json")).as(spec.qualifiedName(" ")).isNotNull();
      }
    }
  }

  private static List<CommandLine> all(CommandLine root) {
    List<CommandLine> all = new ArrayList<>();
    if (!root.getCommandSpec().usageMessage().hidden()) {
      all.add(root);
      root.getSubcommands().values().forEach(below -> all.addAll(all(below)));
    }
    return all;
  }

  private static String page(CommandLine command) {
    StringWriter text = new StringWriter();
    command.usage(new PrintWriter(text), Ansi.OFF);
    return text.toString().replaceAll("(?m) +$", "");
  }
}
