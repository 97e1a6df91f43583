package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.EventStream;
import dev.carillon.cli.remote.EventTypeNames;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events}; each method is a command. */
@Command(
    name = "events",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon events list --type 'asset_*'%n",
    description = "Lists recorded events and event types.")
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

    /** As query parameters. */
    Map<String, String> query(RemoteOptions remote) {
      Map<String, String> query = new LinkedHashMap<>();
      if (!types.isBlank()) {
        EventTypeNames names = EventTypeNames.of(remote.server());
        query.put("type", String.join(",", names.meant("--type", types)));
      }
      if (!asset.isEmpty()) {
        query.put("asset", asset);
      }
      return query;
    }
  }
}
