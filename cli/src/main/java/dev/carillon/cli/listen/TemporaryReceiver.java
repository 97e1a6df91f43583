package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.EventTypeNames;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A program that is not there: a built-in receiver of the server that answers as asked, and a
 * webhook that sends to it. Both are gone when this is closed.
 */
final class TemporaryReceiver implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String INSPECTORS = "/api/inspectors";
  private static final String WEBHOOKS = "/services/admin/webhook";

  private final ServerClient server;
  private final String receiver;
  private final String webhook;
  private final Set<String> seen = new HashSet<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private TemporaryReceiver(ServerClient server, String receiver, String webhook) {
    this.server = server;
    this.receiver = receiver;
    this.webhook = webhook;
  }

  /**
   * Sets one up.
   *
   * @param events types with {@code *}, separated by commas; empty for all
   * @param status what it answers
   * @param delay after how long
   */
  static TemporaryReceiver open(ServerClient server, String events, int status, Duration delay) {
    ArrayNode types = types(server, events);
    ObjectNode reaction = JsonNodeFactory.instance.objectNode();
    reaction.put("status", status).put("delayMs", delay.toMillis());
    JsonNode made = server.send("POST", INSPECTORS, reaction);
    String receiver = made.path("id").asText();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", "carillon listen").put("url", made.path("url").asText());
    fields.set("eventTypes", types);
    try {
      JsonNode webhook = server.send("POST", WEBHOOKS, fields);
      return new TemporaryReceiver(server, receiver, webhook.path("id").asText());
    } catch (Failure refused) {
      server.send("DELETE", INSPECTORS + "/" + part(receiver));
      throw refused;
    }
  }

  private static ArrayNode types(ServerClient server, String events) {
    EventTypeNames names = EventTypeNames.of(server);
    ArrayNode types = JsonNodeFactory.instance.arrayNode();
    for (String name : events.isBlank() ? names.all() : names.meant("--events", events)) {
      if (!names.operational().contains(name)) {
        types.add(name);
      }
    }
    if (types.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "--events is '"
              + events
              + "', but --answer receives none of these event types; see carillon events"
              + " types");
    }
    return types;
  }

  /** The webhook's id. */
  String webhook() {
    return webhook;
  }

  /** What it received since it was asked last, oldest first. */
  private List<JsonNode> received() {
    List<JsonNode> fresh = new ArrayList<>();
    JsonNode page =
        server.get(INSPECTORS + "/" + part(receiver) + "/requests", Map.of("limit", "200"));
    for (JsonNode request : page.path("items")) {
      if (seen.add(request.path("id").asText())) {
        fresh.addFirst(request);
      }
    }
    return fresh;
  }

  /** Gives each request away, until there were so many. */
  void watch(long count, Consumer<JsonNode> each) {
    long left = count;
    while (left > 0) {
      List<JsonNode> fresh = received();
      for (JsonNode request : fresh.subList(0, (int) Math.min(left, fresh.size()))) {
        each.accept(request);
        left--;
      }
      if (left > 0 && !Pause.of(LOOK)) {
        return;
      }
    }
  }

  /** A request as a line. */
  static String line(JsonNode request) {
    return String.join(
        "  ",
        Screen.text(request.path("at")),
        header(request, "X-Hook-Event"),
        header(request, "webhook-id"),
        "attempt " + header(request, "X-Hook-Attempt"));
  }

  private static String header(JsonNode request, String name) {
    for (JsonNode header : request.path("headers")) {
      if (header.path("name").asText().equalsIgnoreCase(name)) {
        return Screen.text(header.path("value"));
      }
    }
    return "–";
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    server.send("DELETE", WEBHOOKS + "/" + part(webhook));
    server.send("DELETE", INSPECTORS + "/" + part(receiver));
  }
}
