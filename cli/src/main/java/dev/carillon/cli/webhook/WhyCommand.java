package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Screen.Colour;
import dev.carillon.hooks.event.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon why}: why a webhook got an event or did not, condition by condition. */
@Command(
    name = "why",
    headerHeading = "Example: carillon why 2n-UzMFgate9nAwg8zLXCs --webhook orders%n",
    description =
        "Explains why a webhook got an event or did not: each condition with its value, by the"
            + " webhook's settings of then, and with what the event was merged or batched.")
public final class WhyCommand implements Runnable {

  private static final int PAGE = 200;
  private static final int LAST_MAX = 100;

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(
      paramLabel = "ID",
      description =
          "The id of an event; or of a delivery or a batch: then each of its events; or of an"
              + " asset: then its newest events.")
  private String id = "";

  @Option(
      names = "--webhook",
      paramLabel = "NAME",
      description = "The webhook, by name or id; not needed for a delivery or a batch.")
  private String webhook = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many of an asset's newest events, 1–100 (default: ${DEFAULT-VALUE}).")
  private int last;

  @Override
  public void run() {
    if (last < 1 || last > LAST_MAX) {
      throw new Failure(
          ExitCode.USAGE, "--last is " + last + ", but must be from 1 to " + LAST_MAX);
    }
    Optional<JsonNode> event = found("/api/events/" + part(id));
    Optional<JsonNode> delivery = event.isPresent() ? Optional.empty() : delivery();
    if (delivery.isPresent()) {
      explain(delivery.get());
      return;
    }
    if (webhook.isEmpty()) {
      throw new Failure(
          event.isPresent() ? ExitCode.USAGE : ExitCode.NOT_FOUND,
          event.isPresent()
              ? "--webhook is missing: which webhook's reasons are to be shown"
              : "There is no event and no delivery with the id '"
                  + id
                  + "'; for an asset, --webhook is needed");
    }
    List<String> events =
        event.map(one -> List.of(one.path("id").asText())).orElseGet(this::newestOfAsset);
    for (String one : events) {
      show(
          remote.server().get("/api/events/" + part(one) + "/explain", Map.of("webhook", webhook)));
    }
  }

  private void show(JsonNode why) {
    Screen screen = remote.screen();
    screen.show(why, () -> text(screen, why));
  }

  /** The delivery with this id, or the one of the batch with this id. */
  private Optional<JsonNode> delivery() {
    Optional<JsonNode> delivery = found("/api/deliveries/" + part(id));
    if (delivery.isPresent()) {
      return delivery;
    }
    if (!Ids.valid(id)) {
      return Optional.empty();
    }
    for (JsonNode one : remote.server().get("/api/deliveries", Map.of("event", id)).path("items")) {
      if (one.at("/event/type").asText().equals("batch")
          && one.at("/event/id").asText().equals(id)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Each event of a delivery. */
  private void explain(JsonNode delivery) {
    Screen screen = remote.screen();
    String id = delivery.path("id").asText();
    screen.say(
        "Delivery "
            + id
            + " ("
            + Screen.text(delivery.at("/event/type"))
            + ") to "
            + Screen.text(delivery.at("/webhook/name"))
            + ": "
            + Screen.text(delivery.path("state")));
    String after = "0";
    while (!after.isEmpty()) {
      JsonNode page =
          remote.server().get("/api/deliveries/" + part(id) + "/explain", Map.of("after", after));
      page.path("items").forEach(this::show);
      after = page.path("next").isNumber() ? page.path("next").asText() : "";
    }
  }

  private Optional<JsonNode> found(String path) {
    try {
      return Optional.of(remote.server().get(path, Map.of()));
    } catch (Failure none) {
      if (none.code() != ExitCode.NOT_FOUND) {
        throw none;
      }
      return Optional.empty();
    }
  }

  /** The newest events of an asset, the newest first. */
  private List<String> newestOfAsset() {
    ServerClient server = remote.server();
    Deque<String> newest = new ArrayDeque<>();
    Map<String, String> query = new TreeMap<>(Map.of("asset", id, "limit", "" + PAGE));
    String cursor;
    String next = "";
    do {
      cursor = next;
      JsonNode page = server.get("/api/events", query);
      for (JsonNode event : page.path("items")) {
        newest.addFirst(event.path("id").asText());
        if (newest.size() > last) {
          newest.removeLast();
        }
      }
      next = page.path("next").asText();
      query.put("after", next);
    } while (!next.equals(cursor));
    if (newest.isEmpty()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "There is no event and no delivery with the id '"
              + id
              + "', and no event of an asset with this id");
    }
    return List.copyOf(newest);
  }

  private static String text(Screen screen, JsonNode why) {
    List<String> lines = new ArrayList<>();
    JsonNode event = why.path("event");
    String verdict = why.path("verdict").asText();
    lines.add(
        screen.coloured(
            Screen.text(why.at("/webhook/name")) + " " + verdict(verdict),
            verdict.equals("gets") ? Colour.GOOD : Colour.WARNING));
    lines.add(
        "  event     "
            + Screen.text(event.path("type"))
            + " of "
            + Screen.text(event.path("subject"))
            + " at "
            + Screen.text(event.path("time"))
            + " ("
            + Screen.text(event.path("id"))
            + ")");
    JsonNode delivery = why.at("/happened/delivery");
    lines.add(
        "  happened  "
            + (delivery.isTextual()
                ? Screen.text(why.at("/happened/state")) + ", delivery " + Screen.text(delivery)
                : why.at("/happened/state").asText().equals("held")
                    ? "it is held"
                    : "nothing: there is no delivery"));
    PredicateLines.add(why.path("predicates"), lines);
    why.path("notes").forEach(note -> lines.add("! " + Screen.text(note)));
    return String.join("\n", lines);
  }

  private static String verdict(String verdict) {
    return switch (verdict) {
      case "gets" -> "gets this event";
      case "dropped" -> "gets nothing of this event: debouncing left nothing to send";
      case "missed" -> "missed this event: it was disabled";
      case "doesNotGet" -> "does not get this event";
      default -> "may or may not get this event: its settings of then are not known";
    };
  }
}
