package dev.carillon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon completion}: what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    headerHeading =
        "Examples: source <(carillon completion bash)%n"
            + "          carillon completion fish > ~/.config/fish/completions/carillon.fish%n",
    description = "Prints a completion script for a shell.")
final class CompletionCommand implements Runnable {

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
