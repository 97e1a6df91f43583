package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;
import static dev.carillon.cli.terminal.TimeArguments.moment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.EventStream;
import dev.carillon.cli.remote.EventTypeNames;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events}; each method is a command. */
@Command(
    name = "events",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon events list --type 'asset_*'%n",
    description = "Lists recorded events and event types, and records events of your own types.")
public final class EventsCommand {

  private static final int PAGE = 200;

  @Command(
      name = "list",
      headerHeading = "Example: carillon events list --limit 100 --json%n",
      description = "Lists recorded events after a cursor, oldest first.")
  void list(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--after",
              paramLabel = "CURSOR",
              defaultValue = "",
              description = "Starts after this cursor (default: with the oldest stored event).")
          String after,
      @Mixin Filter filter,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit) {
    Map<String, String> query = filter.query(remote);
    Listing listing =
        new Listing(remote.screen(), EventsCommand::row, "time", "type", "subject", "id", "cursor");
    String cursor = after;
    int left = PagedList.limit(limit);
    while (left > 0) {
      if (!cursor.isEmpty()) {
        query.put("after", cursor);
      }
      query.put("limit", String.valueOf(Math.min(left, PAGE)));
      JsonNode page = remote.server().get("/api/events", query);
      page.path("items").forEach(listing::add);
      left -= page.path("items").size();
      String next = page.path("next").asText();
      if (next.equals(cursor)) {
        break;
      }
      // without items, too: so many others stood before it
      cursor = next;
    }
    listing.end();
  }

  private static List<String> row(JsonNode event) {
    return Screen.texts(event, "time", "type", "subject", "id", "cursor");
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon events get 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Shows an event and its deliveries.")
  void get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    remote.screen().showFacts(remote.server().get("/api/events/" + part(id), Map.of()));
  }

  @Command(
      name = "tail",
      headerHeading = "Example: carillon events tail --type 'asset_*' --json%n",
      description = "Shows events as they are recorded, until you stop the command.")
  void tail(@Mixin RemoteOptions remote, @Mixin Filter filter) {
    Screen screen = remote.screen();
    new EventStream(remote.server(), "/api/streams/events", filter.query(remote), screen)
        .forEach(
            event -> {
              screen.show(event, () -> String.join("  ", row(event).subList(0, 4)));
              return true;
            });
  }

  @Command(
      name = "send",
      headerHeading =
          "Example: carillon events send acme.order.placed --subject id=order-17 --data"
              + " order.json%n",
      description = {
        "Records an event of a type that you registered. Webhooks that subscribe to it get it.",
        "Needs an API token with the scope events:write, or an administrator."
      })
  void send(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "TYPE", description = "The event type.") String type,
      @Option(
              names = "--subject",
              paramLabel = "KIND=ID",
              required = true,
              description =
                  "What the event is about: asset=ID, folder=ID, or id=TEXT for anything else.")
          String subject,
      @Option(
              names = "--data",
              paramLabel = "FILE",
              required = true,
              description = "A file with the data of the event as JSON; - is standard input.")
          String data,
      @Option(
              names = "--type-version",
              paramLabel = "N",
              description = "The version of the type that the data fits (default: the newest).")
          @Nullable Integer version,
      @Option(
              names = "--occurred-at",
              paramLabel = "TIME",
              description = "When it happened, such as 2026-11-30T12:00:00Z (default: now).")
          @Nullable String occurredAt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", type);
    body.set("subject", subject(subject));
    body.set("data", read(data));
    if (version != null) {
      body.put("version", version);
    }
    if (occurredAt != null) {
      body.put("occurredAt", occurredAt);
    }
    JsonNode made = remote.server().send("POST", "/api/events", body);
    int webhooks = made.path("webhooks").asInt();
    remote
        .screen()
        .say(
            "Recorded %s for %d webhook%s."
                .formatted(made.path("id").asText(), webhooks, webhooks == 1 ? "" : "s"));
    remote.screen().result(made);
  }

  private static ObjectNode subject(String typed) {
    int equals = typed.indexOf('=');
    if (equals < 1) {
      throw new Failure(
          ExitCode.USAGE,
          "--subject is '" + typed + "', but must be asset=ID, folder=ID or id=TEXT");
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put(typed.substring(0, equals), typed.substring(equals + 1));
  }

  /** A file with JSON. */
  static JsonNode read(String file) {
    try {
      return Json.read(Input.bytes(file));
    } catch (Json.Malformed malformed) {
      throw new Failure(ExitCode.USAGE, file + ": " + malformed.getMessage());
    }
  }

  @Command(
      name = "types",
      headerHeading = "Example: carillon events types%n",
      description = "Lists all event types.")
  void types(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            type -> Screen.texts(type, "name", "webhooks", "summary"),
            "type",
            "webhooks",
            "summary");
    remote.server().get("/api/event-types", Map.of()).forEach(listing::add);
    listing.end();
  }

  @Command(
      name = "schema",
      headerHeading = "Example: carillon events schema asset_create > asset_create.schema.json%n",
      description = "Prints the JSON Schema of the payload of an event type.")
  void schema(@Mixin RemoteOptions remote, @Parameters(paramLabel = "TYPE") String type) {
    remote
        .screen()
        .document(remote.server().get("/api/event-types/" + part(type) + "/schema", Map.of()));
  }

  @Command(
      name = "example",
      headerHeading = "Example: carillon events example asset_create%n",
      description = "Prints an example payload of an event type.")
  void example(@Mixin RemoteOptions remote, @Parameters(paramLabel = "TYPE") String type) {
    remote
        .screen()
        .document(remote.server().get("/api/event-types/" + part(type) + "/example", Map.of()));
  }

  /** The options that choose events. */
  static final class Filter {

    @Option(
        names = "--type",
        paramLabel = "TYPES",
        description = "Only these event types, such as 'asset_*'; separate several with commas.")
    private String types = "";

    @Option(names = "--asset", paramLabel = "ID", description = "Only events of this asset.")
    private String asset = "";

    @Option(
        names = "--folder",
        paramLabel = "PATH",
        description = "Only events of assets and folders in this folder or below it.")
    private String folder = "";

    @Option(
        names = "--query",
        paramLabel = "QUERY",
        description =
            "Only events of assets that this search query finds, as they were when the event was"
                + " recorded.")
    private String query = "";

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Recorded since then: a time, or how long ago, such as 2h.")
    private String since = "";

    @Option(names = "--until", paramLabel = "TIME", description = "Recorded before this time.")
    private String until = "";

    @Option(
        names = "--payload",
        paramLabel = "WHICH",
        description =
            "With --json: 'changes' (the default), or 'full' for the payload as a webhook gets it"
                + " that asks for all fields.")
    private String payload = "";

    /** As query parameters. */
    Map<String, String> query(RemoteOptions remote) {
      Map<String, String> asked = new LinkedHashMap<>();
      if (!types.isBlank()) {
        EventTypeNames names = EventTypeNames.of(remote.server());
        asked.put("type", String.join(",", names.meant("--type", types)));
      }
      Instant now = Instant.now();
      put(asked, "asset", asset);
      put(asked, "folder", folder);
      put(asked, "query", query);
      put(asked, "from", since.isEmpty() ? "" : moment("--since", since, now).toString());
      put(asked, "to", until.isEmpty() ? "" : moment("--until", until, now).toString());
      put(asked, "payload", payload);
      return asked;
    }

    private static void put(Map<String, String> asked, String key, String value) {
      if (!value.isEmpty()) {
        asked.put(key, value);
      }
    }
  }
}
