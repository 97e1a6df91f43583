package dev.carillon.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.account.LoginCommand;
import dev.carillon.cli.account.SessionCommands;
import dev.carillon.cli.account.TokensCommand;
import dev.carillon.cli.account.UsersCommand;
import dev.carillon.cli.asset.AssetsCommand;
import dev.carillon.cli.delivery.AttentionCommand;
import dev.carillon.cli.delivery.DeliveriesCommand;
import dev.carillon.cli.delivery.FixCommand;
import dev.carillon.cli.delivery.JobsCommand;
import dev.carillon.cli.listen.ListenCommand;
import dev.carillon.cli.proof.VerifyProofCommand;
import dev.carillon.cli.signature.SignCommand;
import dev.carillon.cli.signature.VerifyCommand;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Terminal;
import dev.carillon.cli.webhook.EventTypesCommand;
import dev.carillon.cli.webhook.EventsCommand;
import dev.carillon.cli.webhook.RetriesCommand;
import dev.carillon.cli.webhook.SigningKeysCommand;
import dev.carillon.cli.webhook.TemplateCommand;
import dev.carillon.cli.webhook.TriggerCommand;
import dev.carillon.cli.webhook.WebhooksCommand;
import dev.carillon.cli.webhook.WhyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What may stand behind {@code carillon} in one program. Reading what all commands can do takes
 * most of the time of a short one, so only the one that was asked for is read where its name is
 * right. Each program has the small ones about logins too.
 *
 * @param version what {@code --version} prints behind the name
 * @param description what {@code --help} says first
 * @param commands its commands, in the order of {@code --help}; a hidden one is found by its name
 */
public record Commands(String version, List<String> description, List<TopCommand> commands) {

  /** The client's. */
  public static final List<TopCommand> CLIENT =
      List.of(
          new TopCommand("login", LoginCommand.class),
          new TopCommand(
              "webhooks",
              WebhooksCommand.class,
              List.of(RetriesCommand.class, TemplateCommand.class)),
          new TopCommand("signing-keys", SigningKeysCommand.class),
          new TopCommand("attention", AttentionCommand.class),
          new TopCommand("fix", FixCommand.class),
          new TopCommand("deliveries", DeliveriesCommand.class),
          new TopCommand("jobs", JobsCommand.class),
          new TopCommand("events", EventsCommand.class),
          new TopCommand("event-types", EventTypesCommand.class),
          new TopCommand("why", WhyCommand.class),
          new TopCommand("trigger", TriggerCommand.class),
          new TopCommand("listen", ListenCommand.class),
          new TopCommand("verify", VerifyCommand.class),
          new TopCommand("sign", SignCommand.class),
          new TopCommand("verify-proof", VerifyProofCommand.class),
          new TopCommand("assets", AssetsCommand.class),
          new TopCommand("properties", PropertiesCommand.class),
          new TopCommand("nodes", NodesCommand.class),
          new TopCommand("alerts", AlertsCommand.class),
          new TopCommand("users", UsersCommand.class),
          new TopCommand("tokens", TokensCommand.class));

  /** The commands about the program itself, which every program has. */
  public static final List<TopCommand> ITSELF =
      List.of(
          new TopCommand(Commands.COMPLETION, CompletionCommand.class),
          new TopCommand("version", VersionCommand.class));

  /** Arguments that ask for help, which is as wide as the terminal, within what can be read. */
  private static final List<String> HELP = List.of("-h", "--help", "help");

  private static final int WIDTH_MIN = 60;
  private static final int WIDTH_MAX = 120;

  /** The one that needs to know all others. */
  private static final String COMPLETION = "completion";

  /** All of them. */
  public CommandLine all() {
    CommandLine line = root();
    addAll(line);
    return ready(line);
  }

  /** As many as these arguments need; what they come to is the same as with all. */
  public CommandLine neededFor(List<String> arguments) {
    CommandLine line = root();
    String name = arguments.isEmpty() ? "" : arguments.getFirst();
    Optional<TopCommand> command =
        commands.stream().filter(each -> each.name.equals(name)).findFirst();
    List<Method> session = command.isEmpty() ? subcommands(SessionCommands.class, name) : List.of();
    if (command.isPresent() && !name.equals(COMPLETION)) {
      command.get().addTo(line, arguments.size() > 1 ? arguments.get(1) : "");
    } else if (session.size() == 1) {
      line.addSubcommand(new CommandLine(session.getFirst()));
    } else {
      addAll(line);
    }
    CommandLine ready = ready(line);
    if (arguments.isEmpty() || arguments.stream().anyMatch(HELP::contains)) {
      Terminal.columns()
          .ifPresent(columns -> ready.setUsageHelpWidth(Math.clamp(columns, WIDTH_MIN, WIDTH_MAX)));
    }
    return ready;
  }

  private CommandLine root() {
    CommandLine line = new CommandLine(new Root());
    line.getCommandSpec().version("carillon " + version);
    line.getCommandSpec().usageMessage().description(description.toArray(String[]::new));
    return line;
  }

  private void addAll(CommandLine line) {
    commands.stream().filter(each -> !each.hidden()).forEach(each -> each.addTo(line, ""));
    subcommands(SessionCommands.class, "")
        .forEach(each -> line.addSubcommand(new CommandLine(each)));
  }

  /** The methods that are commands: the one of this name, or all where none is called so. */
  private static List<Method> subcommands(Class<?> command, String name) {
    List<Method> all = CommandLine.getCommandMethods(command, null);
    List<Method> meant =
        all.stream().filter(each -> each.getAnnotation(Command.class).name().equals(name)).toList();
    return meant.isEmpty() ? all : meant;
  }

  /**
   * A command line with all its subcommands, made ready to be run: failures become one line on
   * standard error and an exit code.
   */
  private static CommandLine ready(CommandLine line) {
    line.setExecutionExceptionHandler((failure, command, parsed) -> handle(failure, command));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    // "@FILE" is the value of an option here, never a file of arguments
    line.setExpandAtFiles(false);
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

  /**
   * A command of one word, or the first word of several.
   *
   * @param name the word
   * @param command the class, whose methods may be second words
   * @param more classes that are second words too
   */
  public record TopCommand(String name, Class<?> command, List<Class<?>> more) {

    /** One whose second words are all in its class. */
    public TopCommand(String name, Class<?> command) {
      this(name, command, List.of());
    }

    private boolean hidden() {
      return command.getAnnotation(Command.class).hidden();
    }

    private void addTo(CommandLine line, String subcommand) {
      CommandLine added = new CommandLine(command);
      subcommands(command, subcommand).forEach(each -> added.addSubcommand(new CommandLine(each)));
      more.forEach(each -> added.addSubcommand(new CommandLine(each)));
      line.addSubcommand(name, added);
    }
  }

  @Command(
      name = "carillon",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done",
        "1:failed",
        "2:wrong usage, or a value that the server rejected",
        "3:not logged in, or no permission",
        "4:not found",
        "5:the server's state does not allow it",
        "6:the server cannot be reached, is busy or responds too slowly"
      })
  private static final class Root {}

  /** {@code carillon version}. */
  @Command(
      name = "version",
      headerHeading = "Example: carillon version%n",
      description = "Prints the version.")
  static final class VersionCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Prints a JSON object.")
    private boolean json;

    @Override
    public void run() {
      var words = new StringWriter();
      spec.root().commandLine().printVersionHelp(new PrintWriter(words, true));
      String line = words.toString().strip();
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          json
              ? JsonNodeFactory.instance.objectNode().put("version", line.replaceFirst(".* ", ""))
              : line);
      out.flush();
    }
  }

  /** {@code carillon completion}: what a shell needs to complete commands and options. */
  @Command(
      name = "completion",
      headerHeading =
          "Examples: source <(carillon completion bash)%n"
              + "          carillon completion fish > ~/.config/fish/completions/carillon.fish%n",
      description = "Prints a completion script for a shell.")
  static final class CompletionCommand implements Runnable {

    /** The shells that are known. */
    enum Shell {
      BASH,
      ZSH,
      FISH,
      PWSH
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh, fish or pwsh.")
    private Shell shell = Shell.BASH;

    @Override
    public void run() {
      CommandLine root = spec.root().commandLine();
      String script =
          switch (shell) {
            // the script of picocli loads zsh's emulation of bash's completion by itself
            case BASH, ZSH -> AutoComplete.bash("carillon", root);
            case FISH -> fish(root);
            case PWSH -> pwsh(root);
          };
      spec.commandLine().getOut().println(script);
      spec.commandLine().getOut().flush();
    }

    /** For fish: one line for each command and option, each under the condition of its place. */
    private static String fish(CommandLine root) {
      List<String> lines = new ArrayList<>();
      lines.add("complete -c carillon -f");
      words(root)
          .forEach(
              (path, words) -> {
                String[] steps = path.split(" ");
                StringBuilder place = new StringBuilder();
                for (int i = 1; i < steps.length; i++) {
                  place.append(i == 1 ? "" : "; and ");
                  place.append("__fish_seen_subcommand_from ").append(steps[i]);
                }
                String condition = steps.length == 1 ? "__fish_use_subcommand" : place.toString();
                for (String word : words) {
                  String what = word.startsWith("--") ? " -l " + word.substring(2) : " -a " + word;
                  lines.add("complete -c carillon -n '" + condition + "'" + what);
                }
              });
      return String.join("\n", lines);
    }

    /** For PowerShell: the words of each place in a table. */
    private static String pwsh(CommandLine root) {
      List<String> lines = new ArrayList<>();
      lines.add("Register-ArgumentCompleter -Native -CommandName carillon -ScriptBlock {");
      lines.add("  param($word, $ast, $position)");
      lines.add("  $words = @{");
      words(root)
          .forEach(
              (path, words) -> lines.add("    '" + path + "' = '" + String.join(" ", words) + "'"));
      lines.add("  }");
      lines.add("  $place = 'carillon'");
      lines.add("  foreach ($e in $ast.CommandElements | Select-Object -Skip 1) {");
      lines.add("    if ($words.ContainsKey(\"$place $e\")) { $place = \"$place $e\" }");
      lines.add("  }");
      lines.add("  $words[$place] -split ' ' | Where-Object { $_ -like \"$word*\" }");
      lines.add("}");
      return String.join("\n", lines);
    }

    /** What may stand behind each path of commands: commands, then options. */
    private static Map<String, List<String>> words(CommandLine root) {
      Map<String, List<String>> all = new TreeMap<>();
      collect(root, "carillon", all);
      return all;
    }

    private static void collect(CommandLine command, String path, Map<String, List<String>> all) {
      List<String> words = new ArrayList<>(command.getSubcommands().keySet());
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!option.hidden() && option.longestName().startsWith("--")) {
          words.add(option.longestName());
        }
      }
      all.put(path, words);
      command.getSubcommands().forEach((name, below) -> collect(below, path + " " + name, all));
    }
  }
}
