package dev.carillon.server;

import dev.carillon.server.cli.Commands;
import dev.carillon.server.cli.asset.AssetsCommand;
import dev.carillon.server.cli.delivery.DeliveriesCommand;
import dev.carillon.server.cli.delivery.JobsCommand;
import dev.carillon.server.cli.event.EventsCommand;
import dev.carillon.server.cli.event.TriggerCommand;
import dev.carillon.server.cli.listen.ListenCommand;
import dev.carillon.server.cli.local.CompletionCommand;
import dev.carillon.server.cli.local.VersionCommand;
import dev.carillon.server.cli.property.PropertiesCommand;
import dev.carillon.server.cli.session.LoginCommand;
import dev.carillon.server.cli.session.SessionCommands;
import dev.carillon.server.cli.signature.SignCommand;
import dev.carillon.server.cli.signature.VerifyCommand;
import dev.carillon.server.cli.user.TokensCommand;
import dev.carillon.server.cli.user.UsersCommand;
import dev.carillon.server.cli.webhook.WebhooksCommand;
import dev.carillon.server.home.BackupCommand;
import dev.carillon.server.home.DoctorCommand;
import dev.carillon.server.home.RestoreCommand;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code carillon} command. */
@Command(
    name = "carillon",
    description = "An assets server that rings your applications.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ShownVersion.class,
    subcommands = {
      ServeCommand.class,
      LoginCommand.class,
      WebhooksCommand.class,
      DeliveriesCommand.class,
      JobsCommand.class,
      EventsCommand.class,
      TriggerCommand.class,
      ListenCommand.class,
      VerifyCommand.class,
      SignCommand.class,
      AssetsCommand.class,
      PropertiesCommand.class,
      UsersCommand.class,
      TokensCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DoctorCommand.class,
      IndexCommand.class,
      RescueCommand.class,
      AuditCommand.class,
      SecretsCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    },
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

  /** They have commands beside those of their class, or show all there are. */
  private static final Set<String> WHOLE = Set.of("users", "completion");

  /** Used by the command line only. */
  Main() {}

  /** Runs a command; exit codes are 0 ok, 1 failure, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(commands(arguments).execute(arguments));
  }

  /**
   * The command that the first word names, alone, since to build them all takes a start 17 MB and a
   * tenth of a second; all of them where it names none, or one that tells of the others.
   *
   * @param arguments what was typed
   */
  public static CommandLine commands(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    for (Class<?> each : Main.class.getAnnotation(Command.class).subcommands()) {
      if (each.getAnnotation(Command.class).name().equals(first) && !WHOLE.contains(first)) {
        CommandLine line = Commands.of(CommandSpec.create().name("carillon"));
        line.addSubcommand(each);
        return Commands.explained(line);
      }
    }
    return all();
  }

  private static CommandLine all() {
    CommandLine line = Commands.of(new Main());
    for (Method each : CommandLine.getCommandMethods(SessionCommands.class, null)) {
      line.addSubcommand(new CommandLine(each));
    }
    Objects.requireNonNull(line.getSubcommands().get("users"))
        .addSubcommand(new CommandLine(new ResetPasswordCommand()));
    return Commands.explained(line);
  }

  /** Prints the version. */
  static final class ShownVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"carillon " + Version.TEXT};
    }
  }
}
