package dev.carillon.server;

import dev.carillon.cli.CompletionCommand;
import dev.carillon.cli.PropertiesCommand;
import dev.carillon.cli.VersionCommand;
import dev.carillon.cli.account.LoginCommand;
import dev.carillon.cli.account.SessionCommands;
import dev.carillon.cli.account.TokensCommand;
import dev.carillon.cli.account.UsersCommand;
import dev.carillon.cli.asset.AssetsCommand;
import dev.carillon.cli.delivery.DeliveriesCommand;
import dev.carillon.cli.delivery.JobsCommand;
import dev.carillon.cli.listen.ListenCommand;
import dev.carillon.cli.signature.SignCommand;
import dev.carillon.cli.signature.VerifyCommand;
import dev.carillon.cli.webhook.EventsCommand;
import dev.carillon.cli.webhook.TriggerCommand;
import dev.carillon.cli.webhook.WebhooksCommand;
import dev.carillon.server.operations.backup.BackupCommand;
import dev.carillon.server.operations.backup.RestoreCommand;
import dev.carillon.server.operations.doctor.DoctorCommand;
import dev.carillon.server.operations.offline.AuditCommand;
import dev.carillon.server.operations.offline.IndexCommand;
import dev.carillon.server.operations.offline.RescueCommand;
import dev.carillon.server.operations.offline.ResetPasswordCommand;
import dev.carillon.server.operations.offline.SecretsCommand;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What may stand behind {@code carillon}. Reading what all commands can do takes most of the time
 * of a short one, so only the one that was asked for is read where its name is right.
 */
final class Commands {

  private static final List<Noun> ALL =
      List.of(
          new Noun("serve", ServeCommand.class),
          new Noun("login", LoginCommand.class),
          new Noun("webhooks", WebhooksCommand.class),
          new Noun("deliveries", DeliveriesCommand.class),
          new Noun("jobs", JobsCommand.class),
          new Noun("events", EventsCommand.class),
          new Noun("trigger", TriggerCommand.class),
          new Noun("listen", ListenCommand.class),
          new Noun("verify", VerifyCommand.class),
          new Noun("sign", SignCommand.class),
          new Noun("assets", AssetsCommand.class),
          new Noun("properties", PropertiesCommand.class),
          new Noun("users", UsersCommand.class),
          new Noun("tokens", TokensCommand.class),
          new Noun("backup", BackupCommand.class),
          new Noun("restore", RestoreCommand.class),
          new Noun("doctor", DoctorCommand.class),
          new Noun("index", IndexCommand.class),
          new Noun("rescue", RescueCommand.class),
          new Noun("audit", AuditCommand.class),
          new Noun("secrets", SecretsCommand.class),
          new Noun(Commands.COMPLETION, CompletionCommand.class),
          new Noun("version", VersionCommand.class));

  /** The one that needs to know all others. */
  private static final String COMPLETION = "completion";

  /** One that only the launcher calls. */
  private static final Noun REHEARSE = new Noun("rehearse", RehearseCommand.class);

  private Commands() {}

  /** Adds all of them. */
  static void addAll(CommandLine line) {
    ALL.forEach(noun -> noun.addTo(line, ""));
    verbs(SessionCommands.class, "").forEach(verb -> line.addSubcommand(new CommandLine(verb)));
  }

  /** Adds as many of them as these arguments need; all of them where they name none. */
  static void add(CommandLine line, List<String> arguments) {
    String name = arguments.isEmpty() ? "" : arguments.getFirst();
    Optional<Noun> noun =
        Stream.concat(ALL.stream(), Stream.of(REHEARSE))
            .filter(each -> each.name.equals(name))
            .findFirst();
    List<Method> session = noun.isEmpty() ? verbs(SessionCommands.class, name) : List.of();
    if (noun.isPresent() && !name.equals(COMPLETION)) {
      noun.get().addTo(line, arguments.size() > 1 ? arguments.get(1) : "");
    } else if (session.size() == 1) {
      line.addSubcommand(new CommandLine(session.getFirst()));
    } else {
      addAll(line);
    }
  }

  /** The methods that are commands: the one of this name, or all where none is called so. */
  private static List<Method> verbs(Class<?> command, String name) {
    List<Method> all = CommandLine.getCommandMethods(command, null);
    List<Method> meant =
        all.stream().filter(each -> each.getAnnotation(Command.class).name().equals(name)).toList();
    return meant.isEmpty() ? all : meant;
  }

  private record Noun(String name, Class<?> command) {

    void addTo(CommandLine line, String verb) {
      CommandLine added = new CommandLine(command);
      verbs(command, verb).forEach(each -> added.addSubcommand(new CommandLine(each)));
      if (command == UsersCommand.class) {
        added.addSubcommand(new CommandLine(new ResetPasswordCommand()));
      }
      line.addSubcommand(name, added);
    }
  }
}
