package dev.carillon.server;

import dev.carillon.cli.Commands;
import dev.carillon.cli.Commands.TopCommand;
import dev.carillon.server.operations.backup.BackupCommand;
import dev.carillon.server.operations.backup.RestoreCommand;
import dev.carillon.server.operations.offline.AuditCommand;
import dev.carillon.server.operations.offline.DeliveryCommand;
import dev.carillon.server.operations.offline.DoctorCommand;
import dev.carillon.server.operations.offline.FilesCommand;
import dev.carillon.server.operations.offline.IndexCommand;
import dev.carillon.server.operations.offline.RescueCommand;
import dev.carillon.server.operations.offline.ResetPasswordCommand;
import dev.carillon.server.operations.offline.SecretsCommand;
import dev.carillon.server.operations.transfer.DatabaseCommand;
import dev.carillon.server.platform.config.ProductVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The {@code carillon} command: the server, what works on its home, and the client's commands. */
public final class Main {

  private Main() {}

  /** Runs a command; the exit code says how it ended. */
  public static void main(String[] arguments) throws InterruptedException {
    Optional<ServeArguments> serve = ServeArguments.read(arguments);
    System.exit(serve.isPresent() ? serve(serve.get()) : parsed(arguments));
  }

  private static int serve(ServeArguments arguments) throws InterruptedException {
    return new ServerProcess(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()))
        .run(arguments.options(), arguments.trainingRun());
  }

  private static int parsed(String... arguments) {
    return commandsFor(arguments).execute(arguments);
  }

  /** All commands. */
  public static CommandLine commands() {
    return Parser.COMMANDS.all();
  }

  /** As many commands as these arguments need; what they come to is the same as with all. */
  static CommandLine commandsFor(String... arguments) {
    return Parser.COMMANDS.neededFor(List.of(arguments));
  }

  /** What the parser knows: not loaded where it has nothing to read. */
  private static final class Parser {

    private static final List<TopCommand> ON_A_HOME =
        List.of(
            new TopCommand("backup", BackupCommand.class),
            new TopCommand("restore", RestoreCommand.class),
            new TopCommand("doctor", DoctorCommand.class),
            new TopCommand("index", IndexCommand.class),
            new TopCommand("files", FilesCommand.class),
            new TopCommand("database", DatabaseCommand.class),
            new TopCommand("rescue", RescueCommand.class),
            new TopCommand("audit", AuditCommand.class),
            new TopCommand("delivery", DeliveryCommand.class),
            new TopCommand("secrets", SecretsCommand.class));

    private static final Commands COMMANDS =
        new Commands(
            ProductVersion.TEXT,
            List.of("An asset server that sends webhooks to your applications."),
            Stream.of(
                    List.of(new TopCommand(ServeArguments.COMMAND, ServeCommand.class)),
                    Commands.CLIENT.stream().map(Parser::withOffline).toList(),
                    ON_A_HOME,
                    Commands.ITSELF)
                .flatMap(List::stream)
                .toList());

    /** A client's command, with the second word that works on a home. */
    private static TopCommand withOffline(TopCommand client) {
      return client.name().equals("users")
          ? new TopCommand(client.name(), client.command(), List.of(ResetPasswordCommand.class))
          : client;
    }
  }
}
