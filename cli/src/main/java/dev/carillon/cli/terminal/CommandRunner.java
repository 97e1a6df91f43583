package dev.carillon.cli.terminal;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How a command line is run: failures become one line on standard error and an exit code. */
public final class CommandRunner {

  private CommandRunner() {}

  /** A command line with all its subcommands, made ready to be run. */
  public static CommandLine ready(CommandLine line) {
    line.setExecutionExceptionHandler((failure, command, parsed) -> handle(failure, command));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    return explained(line);
  }

  /** The command line, where each command explains itself to {@code --help}. */
  private static CommandLine explained(CommandLine line) {
    for (CommandLine below : line.getSubcommands().values()) {
      if (below.getCommandSpec().findOption("--help") == null) {
        below
            .getCommandSpec()
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
      }
      explained(below);
    }
    return line;
  }

  private static int handle(Exception failure, CommandLine command) throws Exception {
    return switch (failure) {
      case Failure expected -> complain(command, expected.message(), expected.code());
      case UncheckedIOException trouble ->
          complain(command, trouble.getMessage() + "", ExitCode.FAILURE);
      default -> throw failure;
    };
  }

  private static int complain(CommandLine command, String message, ExitCode code) {
    PrintWriter err = command.getErr();
    err.println("carillon: " + Screen.printable(message));
    err.flush();
    return code.number();
  }
}
