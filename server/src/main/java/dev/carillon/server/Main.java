package dev.carillon.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code carillon} command. */
@Command(
    name = "carillon",
    description = "An assets server that rings your applications.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ShownVersion.class,
    subcommands = {ServeCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  /** Used by the command line only. */
  Main() {}

  /** Runs a command; exit codes are 0 ok, 1 failure, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  /** Prints the version. */
  static final class ShownVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"carillon " + Version.TEXT};
    }
  }
}
