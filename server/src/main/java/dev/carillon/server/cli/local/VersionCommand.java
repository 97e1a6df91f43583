package dev.carillon.server.cli.local;

import dev.carillon.server.cli.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon version}. */
@Command(
    name = "version",
    headerHeading = "Example: carillon version%n",
    description = "Prints the version of this program.")
public final class VersionCommand implements java.util.concurrent.Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Used by the command line only. */
  public VersionCommand() {}

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    root.printVersionHelp(spec.commandLine().getOut());
    return ExitCode.OK.number();
  }
}
