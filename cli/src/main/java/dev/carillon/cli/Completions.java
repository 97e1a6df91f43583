package dev.carillon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts for the shells that picocli has none for, made from the commands. */
final class Completions {

  private Completions() {}

  /** For fish: one line for each command and option, each under the condition of its place. */
  static String fish(CommandLine root) {
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
  static String pwsh(CommandLine root) {
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
