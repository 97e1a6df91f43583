package dev.carillon.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
          case FISH -> Completions.fish(root);
          case PWSH -> Completions.pwsh(root);
        };
    spec.commandLine().getOut().println(script);
    spec.commandLine().getOut().flush();
  }
}
