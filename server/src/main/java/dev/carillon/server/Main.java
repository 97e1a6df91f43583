package dev.carillon.server;

import dev.carillon.cli.terminal.CommandRunner;
import dev.carillon.server.platform.config.Version;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code carillon} command. */
@Command(
    name = "carillon",
    description = "An assets server that rings your applications.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ShownVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong use, or a value that the server refused",
      "3:not logged in, or not allowed",
      "4:not found",
      "5:the server's state does not allow it",
      "6:the server cannot be reached, is busy or too slow"
    })
public final class Main {

  /** Used by the command line only. */
  Main() {}

  /** Runs a command; exit codes are 0 ok, 1 failure, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(commandsFor(arguments).execute(arguments));
  }

  /** All commands. */
  public static CommandLine commands() {
    CommandLine line = new CommandLine(new Main());
    Commands.addAll(line);
    return CommandRunner.ready(line);
  }

  /** As many commands as these arguments need; what they come to is the same as with all. */
  static CommandLine commandsFor(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    Commands.add(line, List.of(arguments));
    return CommandRunner.ready(line);
  }

  /** Prints the version. */
  static final class ShownVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"carillon " + Version.TEXT};
    }
  }
}
