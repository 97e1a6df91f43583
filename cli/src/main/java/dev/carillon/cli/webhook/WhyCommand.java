package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Screen.Colour;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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
            + " webhook's settings of then.")
public final class WhyCommand implements Runnable {

  private static final int PAGE = 200;
  private static final int LAST_MAX = 100;

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The id of an event, or of an asset: then its newest events.")
  private String id = "";

  @Option(
      names = "--webhook",
      paramLabel = "NAME",
      required = true,
      description = "The webhook, by name or id.")
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
    Screen screen = remote.screen();
    for (String event : events()) {
      JsonNode why =
          remote
              .server()
              .get("/api/events/" + part(event) + "/explain", Map.of("webhook", webhook));
      screen.show(why, () -> text(screen, why));
    }
  }

  /** The event itself, or the newest events of an asset, the newest first. */
  private List<String> events() {
    ServerClient server = remote.server();
    try {
      return List.of(server.get("/api/events/" + part(id), Map.of()).path("id").asText());
    } catch (Failure none) {
      if (none.code() != ExitCode.NOT_FOUND) {
        throw none;
      }
    }
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
          "There is no event with the id '" + id + "', and no event of an asset with this id");
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
                : "nothing: there is no delivery"));
    for (JsonNode predicate : why.path("predicates")) {
      lines.add(mark(predicate) + " " + Screen.text(predicate.path("says")));
      JsonNode query = predicate.path("query");
      if (query.isObject()) {
        parts(query, "    ", lines);
      }
    }
    why.path("notes").forEach(note -> lines.add("! " + Screen.text(note)));
    return String.join("\n", lines);
  }

  private static String verdict(String verdict) {
    return switch (verdict) {
      case "gets" -> "gets this event";
      case "missed" -> "missed this event: it was disabled";
      case "doesNotGet" -> "does not get this event";
      default -> "may or may not get this event: its settings of then are not known";
    };
  }

  private static String mark(JsonNode part) {
    return switch (part.path("verdict").asText()) {
      case "holds" -> "✓";
      case "fails" -> "✗";
      case "unknown" -> "?";
      default -> "–";
    };
  }

  private static void parts(JsonNode part, String indent, List<String> lines) {
    String kind = part.path("kind").asText();
    String what =
        switch (kind) {
          case "all" -> "all of these";
          case "any" -> "one of these";
          case "not" -> "not this";
          case "unneeded" -> "decides nothing here";
          case "everything" -> "everything";
          default -> term(part);
        };
    lines.add(indent + mark(part) + " " + what);
    part.path("parts").forEach(inner -> parts(inner, indent + "  ", lines));
  }

  private static String term(JsonNode term) {
    boolean named = term.path("field").isTextual();
    String asked =
        (named ? Screen.text(term.path("field")) + ":" : "") + Screen.text(term.path("wanted"));
    return named ? asked + "  (it was " + Screen.text(term.path("value")) + ")" : asked;
  }
}
