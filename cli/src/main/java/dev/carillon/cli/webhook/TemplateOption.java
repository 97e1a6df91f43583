package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The template of a webhook, given as it is or by the name of its file. */
final class TemplateOption {

  private static final String FILE = "@";

  @Option(
      names = "--template",
      paramLabel = "TEMPLATE",
      description =
          "A JSONata expression that makes the body of requests, or @FILE, a file that has one;"
              + " empty = the payload is the body.")
  private @Nullable String template;

  /** Adds it, if it is given. */
  void addTo(ObjectNode json) {
    if (template != null) {
      json.put("template", text(template));
    }
  }

  /** The expression that is meant. */
  static String text(String given) {
    if (!given.startsWith(FILE)) {
      return given;
    }
    String file = given.substring(FILE.length());
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw new Failure(
          ExitCode.USAGE, "--template: the file '" + file + "' cannot be read as UTF-8 text");
    }
  }
}
