package dev.carillon.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The client program: the part of {@code carillon} that needs no server of its own. */
public final class Main {

  private static final Commands COMMANDS =
      new Commands(
          version(),
          List.of(
              "The command-line client of an asset server that sends webhooks to your"
                  + " applications.",
              "The commands that work on a server's home directory are in the server's"
                  + " own program."),
          Stream.of(
                  Commands.CLIENT,
                  Commands.ITSELF,
                  List.of(new Commands.TopCommand("training-run", TrainingRunCommand.class)))
              .flatMap(List::stream)
              .toList());

  private Main() {}

  /** Runs a command; the exit code says how it ended. */
  public static void main(String[] arguments) {
    System.exit(commandsFor(arguments).execute(arguments));
  }

  /** All commands. */
  public static CommandLine commands() {
    return COMMANDS.all();
  }

  /** As many commands as these arguments need; what they come to is the same as with all. */
  public static CommandLine commandsFor(String... arguments) {
    return COMMANDS.neededFor(List.of(arguments));
  }

  private static String version() {
    String packaged = Main.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
