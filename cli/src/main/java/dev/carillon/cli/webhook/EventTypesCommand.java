package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon event-types}; each method is a command. */
@Command(
    name = "event-types",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon event-types list%n",
    description = "Registers event types of your own, and lists all.")
public final class EventTypesCommand {

  private static final String PATH = "/api/event-types";

  @Command(
      name = "list",
      headerHeading = "Example: carillon event-types list --group custom%n",
      description = "Lists event types, with the number of webhooks that subscribe to each.")
  void list(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--group",
              paramLabel = "GROUP",
              defaultValue = "",
              description = "Only asset, folder, authkey, operational, test or custom.")
          String group) {
    Listing listing =
        new Listing(
            remote.screen(),
            type -> Screen.texts(type, "name", "group", "version", "webhooks", "title"),
            "type",
            "group",
            "version",
            "webhooks",
            "title");
    for (JsonNode type : remote.server().get(PATH, Map.of())) {
      if (group.isEmpty() || type.path("group").asText().equals(group)) {
        listing.add(type);
      }
    }
    listing.end();
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon event-types get acme.order.placed%n",
      description = "Prints an event type as JSON: its schema, its example, and its versions.")
  void get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "TYPE") String type) {
    remote.screen().json(remote.server().get(PATH + "/" + part(type), Map.of()));
  }

  @Command(
      name = "create",
      headerHeading =
          "Example: carillon event-types create acme.order.placed --title 'Order placed' \\%n"
              + "           --schema order.schema.json --example order.json%n",
      description = "Registers an event type. Its events are recorded by carillon events send.")
  void create(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "TYPE", description = "Its name, such as acme.order.placed.")
          String type,
      @Mixin Fields fields) {
    said(remote, "Registered", remote.server().send("POST", PATH, fields.json().put("name", type)));
  }

  @Command(
      name = "update",
      headerHeading =
          "Example: carillon event-types update acme.order.placed --title 'Order placed' \\%n"
              + "           --schema order.schema.json --example order.json%n",
      description = {
        "Changes an event type. Another schema becomes its next version.",
        "That version may declare further optional properties and allow more, but break nothing."
      })
  void update(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "TYPE") String type,
      @Mixin Fields fields) {
    said(remote, "Changed", remote.server().send("PUT", PATH + "/" + part(type), fields.json()));
  }

  @Command(
      name = "delete",
      headerHeading = "Example: carillon event-types delete acme.order.placed%n",
      description = "Removes an event type that no webhook subscribes to.")
  void delete(@Mixin RemoteOptions remote, @Parameters(paramLabel = "TYPE") String type) {
    remote.server().send("DELETE", PATH + "/" + part(type));
    remote.screen().say("Removed " + type + ".");
  }

  @Command(
      name = "import",
      headerHeading = "Example: carillon event-types import openapi.yaml --prefix acme. --apply%n",
      description = {
        "Makes event types of the webhooks of an OpenAPI 3.1 document.",
        "Says what would become of each; with --apply it is done."
      })
  void importFrom(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "FILE", description = "JSON or YAML; - is standard input.")
          String file,
      @Option(
              names = "--prefix",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Stands before each name, such as acme.")
          String prefix,
      @Option(names = "--apply", description = "Stores the types.") boolean apply) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("document", new String(Input.bytes(file), UTF_8)).put("prefix", prefix);
    String[] shown = {"webhook", "name", "result", "detail"};
    Listing listing = new Listing(remote.screen(), line -> Screen.texts(line, shown), shown);
    remote
        .server()
        .send("POST", PATH + "/import?dryRun=" + !apply, body)
        .path("types")
        .forEach(listing::add);
    listing.end();
    if (!apply) {
      remote.screen().say("Nothing is stored yet: --apply stores them.");
    }
  }

  private static void said(RemoteOptions remote, String what, JsonNode type) {
    remote
        .screen()
        .say(
            what
                + " "
                + type.path("name").asText()
                + ", version "
                + type.path("version").asInt()
                + ".");
    remote.screen().result(type);
  }

  /** The options that say what a type is like. */
  static final class Fields {

    @Option(names = "--title", paramLabel = "TEXT", description = "A few words.")
    private @Nullable String title;

    @Option(names = "--description", paramLabel = "TEXT", description = "What its events say.")
    private @Nullable String description;

    @Option(
        names = "--schema",
        paramLabel = "FILE",
        required = true,
        description = "The JSON Schema (2020-12) of the data of its events; - is standard input.")
    private String schema = "";

    @Option(
        names = "--example",
        paramLabel = "FILE",
        required = true,
        description = "An example of the data; repeatable.")
    private List<String> examples = List.of();

    /** As the body of a request. */
    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("title", title);
      json.put("description", description);
      json.set("schema", EventsCommand.read(schema));
      ArrayNode list = json.putArray("examples");
      examples.forEach(file -> list.add(EventsCommand.read(file)));
      return json;
    }
  }
}
