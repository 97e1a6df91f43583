package dev.carillon.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon version}. */
@Command(
    name = "version",
    headerHeading = "Example: carillon version%n",
    description = "Prints the version.")
final class VersionCommand implements Runnable {

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
