package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.ProgressBar;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.hooks.event.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which nothing is saved, and what would be sent is shown instead. */
final class WebhookDryRun {

  private static final Duration LOOKED_AT_EVERY = Duration.ofMillis(300);
  private static final int EVENTS = 1_000;

  @Option(
      names = "--dry-run",
      description =
          "Saves nothing; shows which of the newest events the webhook would get, and for an"
              + " existing webhook what changes.")
  private boolean asked;

  @Option(
      names = "--dry-run-events",
      paramLabel = "N",
      description =
          "How many of the newest events --dry-run examines, 1–100000 (default: 1000). Implies"
              + " --dry-run.")
  private @Nullable Integer events;

  @Option(
      names = "--event",
      paramLabel = "ID",
      description =
          "The id of a recorded event: --dry-run examines only this one, and shows which conditions"
              + " it meets. Implies --dry-run.")
  private @Nullable String event;

  /** Whether it is wanted. */
  boolean asked() {
    return asked || events != null || event != null;
  }

  /** Whether it is about one event, which can also be asked of a webhook as it is. */
  boolean ofOneEvent() {
    return event != null;
  }

  /**
   * Shows what a webhook would get.
   *
   * @param id the webhook that is to be changed; empty for a new one
   * @param fields what is given
   */
  void show(RemoteOptions remote, String id, ObjectNode fields) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("webhook", fields);
    if (event == null) {
      body.put("events", events == null ? EVENTS : events);
    } else {
      body.put("event", checked(event));
    }
    if (!id.isEmpty()) {
      body.put("id", id);
    }
    ServerClient server = remote.server();
    JsonNode begun = server.send("POST", "/api/simulations", body);
    JsonNode found =
        begun.path("job").isTextual() ? awaited(remote, begun.path("job").asText()) : begun;
    boolean changed = !fields.isEmpty();
    remote.screen().show(found, () -> text(found, changed));
    begun.path("warnings").forEach(each -> remote.screen().say("Warning: " + each.asText()));
  }

  private String checked(String id) {
    if (events != null) {
      throw new Failure(
          ExitCode.USAGE,
          "--event examines one event and --dry-run-events several; give one of them");
    }
    if (!Ids.valid(id)) {
      throw new Failure(
          ExitCode.USAGE,
          "--event '"
              + id
              + "' is not the id of an event, which has 22 characters; --events is the option for"
              + " event types");
    }
    return id;
  }

  private static JsonNode awaited(RemoteOptions remote, String job) {
    ServerClient server = remote.server();
    JsonNode now = server.get("/api/jobs/" + part(job), Map.of());
    try (ProgressBar progress = ProgressBar.on(remote.screen(), "events")) {
      while (List.of("running", "stopping").contains(now.path("state").asText())) {
        progress.at(now.path("processed").asLong(), now.path("total").asLong());
        if (!Pause.of(LOOKED_AT_EVERY)) {
          throw new Failure(
              ExitCode.FAILURE, "interrupted; the job continues: carillon jobs get " + job);
        }
        now = server.get("/api/jobs/" + part(job), Map.of());
      }
    }
    if (now.path("state").asText().equals("failed")) {
      throw new Failure(ExitCode.FAILURE, "The simulation failed: " + now.path("message").asText());
    }
    return server.get("/api/simulations/" + part(job), Map.of());
  }

  private static String text(JsonNode found, boolean changed) {
    List<String> lines = new ArrayList<>();
    if (found.path("predicates").isArray()) {
      ofOne(found, changed, lines);
    } else {
      ofMany(found, lines);
    }
    for (JsonNode payload : found.path("payloads")) {
      lines.add("  payload  " + Screen.text(payload.path("payload")));
      if (payload.path("payloadProblem").isTextual()) {
        lines.add("           " + Screen.text(payload.path("payloadProblem")));
      }
    }
    return String.join("\n", lines);
  }

  private static void ofOne(JsonNode found, boolean changed, List<String> lines) {
    boolean gets = found.path("matches").asInt() > 0;
    lines.add(
        "Nothing was saved. The webhook would " + (gets ? "get" : "not get") + " this event.");
    JsonNode difference = found.path("difference");
    if (changed && difference.isObject()) {
      boolean now = difference.path("now").asInt() > 0;
      lines.add(
          "By its settings of now it "
              + (now ? "gets it" : "does not get it")
              + (now == gets ? (now ? " too." : " either.") : "."));
    }
    if (found.path("unreadable").asInt() > 0) {
      lines.add("What is stored of the event cannot be read.");
    }
    PredicateLines.add(found.path("predicates"), lines);
  }

  private static void ofMany(JsonNode found, List<String> lines) {
    lines.add(
        ("Nothing was saved. Of the newest %s events, from %s to %s, the webhook would get %s,"
                + " %s a day.")
            .formatted(
                Screen.text(found.path("examined")),
                Screen.text(found.path("from")),
                Screen.text(found.path("to")),
                Screen.text(found.path("matches")),
                Screen.text(found.path("perDay"))));
    if (!found.path("complete").asBoolean()) {
      lines.add("Not all events were examined.");
    }
    JsonNode difference = found.path("difference");
    if (difference.isObject()) {
      lines.add(
          "It gets %s of them now: %s more, %s fewer."
              .formatted(
                  Screen.text(difference.path("now")),
                  Screen.text(difference.path("gained")),
                  Screen.text(difference.path("lost"))));
      events("+", difference.path("gainedEvents"), lines);
      events("-", difference.path("lostEvents"), lines);
    } else {
      events(" ", found.path("newest"), lines);
    }
  }

  private static void events(String sign, JsonNode events, List<String> lines) {
    events.forEach(
        event ->
            lines.add(
                sign
                    + " "
                    + String.join("  ", Screen.texts(event, "time", "type", "subject", "id"))));
  }
}
