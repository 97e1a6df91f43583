package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon webhooks template}; each method is a command. */
@Command(
    name = "template",
    headerHeading = "Example: carillon webhooks template list%n",
    description =
        "Runs templates, which make the body of requests, on an event, and shows those that ship.")
public final class TemplateCommand {

  private static final String PRESETS = "/api/webhooks/template-presets";

  @Command(
      name = "list",
      headerHeading = "Example: carillon webhooks template list%n",
      description = "Lists the templates that ship.")
  void list(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(), preset -> Screen.texts(preset, "name", "title"), "name", "receiver");
    remote.server().get(PRESETS, Map.of()).forEach(listing::add);
    listing.end();
  }

  @Command(
      name = "show",
      headerHeading = "Example: carillon webhooks template show slack > slack.jsonata%n",
      description = "Prints a template that ships.")
  void show(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String name) {
    for (JsonNode preset : remote.server().get(PRESETS, Map.of())) {
      if (preset.path("name").asText().equals(name)) {
        String text = preset.path("template").asText();
        remote
            .screen()
            .show(preset, () -> text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?").stripTrailing());
        return;
      }
    }
    throw new Failure(
        ExitCode.NOT_FOUND,
        "There is no template '" + name + "'; carillon webhooks template list lists them");
  }

  @Command(
      name = "try",
      headerHeading =
          "Example: carillon webhooks template try --template @slack.jsonata \\%n"
              + "           --type asset_create%n",
      description =
          "Shows what a template makes of an event, and sends nothing. Exits with 1 if the"
              + " template fails.")
  int tried(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--template",
              paramLabel = "TEMPLATE",
              required = true,
              description = "A JSONata expression, or @FILE, a file that has one.")
          String template,
      @Option(names = "--event", paramLabel = "ID", description = "The id of a recorded event.")
          @Nullable String event,
      @Option(
              names = "--type",
              paramLabel = "TYPE",
              description = "The event type whose example is taken, if there is no --event.")
          @Nullable String type,
      @Option(
              names = "--metadata",
              split = ",",
              paramLabel = "FIELD",
              description = "The fields that the payload of a recorded event has.")
          @Nullable List<String> metadata) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("template", TemplateOption.text(template));
    if (event != null) {
      body.put("event", event);
    } else if (type != null) {
      body.put("eventType", type);
    } else {
      throw new Failure(ExitCode.USAGE, "--event or --type is required");
    }
    if (metadata != null) {
      metadata.forEach(body.putArray("metadataToReturn")::add);
    }
    JsonNode made = remote.server().send("POST", "/api/webhooks/template-tries", body);
    remote.screen().show(made, () -> text(made));
    return made.path("problem").isTextual() ? ExitCode.FAILURE.number() : 0;
  }

  private static String text(JsonNode made) {
    if (!made.path("problem").isTextual()) {
      return Screen.text(made.path("body"));
    }
    String where =
        made.path("position").isNumber()
            ? " (at character " + made.path("position").asText() + ")"
            : "";
    return "The template fails: " + Screen.text(made.path("problem")) + where;
  }
}
