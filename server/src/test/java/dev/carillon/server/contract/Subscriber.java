package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A webhook and the program behind it. */
final class Subscriber implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Caller admin;
  private final ScriptedReceiver receiver;
  private final JsonNode webhook;

  /** Registers a webhook; {@code members} are the rest of the JSON object. */
  Subscriber(Caller admin, Script script, String eventTypes, String members) {
    this.admin = admin;
    receiver = ScriptedReceiver.start(script);
    webhook =
        admin
            .json(
                "POST",
                "/services/admin/webhook",
                "{\"name\":\"row\",\"url\":\"%s\",\"maxConcurrent\":1,\"eventTypes\":[%s]%s%s}"
                    .formatted(receiver.url(), quoted(eventTypes), ordering(members), members))
            .is(201)
            .json();
  }

  /**
   * Rows compare the order of events, which is certain only where it was asked for: what is
   * recorded while the engine looks for deliveries of a new webhook may come after later events.
   */
  private static String ordering(String members) {
    return members.contains("\"ordering\"") ? "" : ",\"ordering\":\"asset\"";
  }

  private static String quoted(String names) {
    return names.isEmpty() ? "" : "\"" + names.replace(" ", "\",\"") + "\"";
  }

  String id() {
    return webhook.path("id").asText();
  }

  String path() {
    return "/services/admin/webhook/" + id();
  }

  String secret() {
    return webhook.path("secretToken").asText();
  }

  JsonNode webhook() {
    return webhook;
  }

  String url() {
    return receiver.url();
  }

  /** The next request, whatever it brings. */
  Received request() {
    try {
      return receiver.next(PATIENCE);
    } catch (IllegalStateException none) {
      throw new AssertionError("no request came within " + PATIENCE, none);
    }
  }

  /** The payload of the next request. */
  JsonNode event() {
    return json(request());
  }

  /** All events up to and with the first that is so. */
  List<JsonNode> until(Predicate<JsonNode> last) {
    List<JsonNode> events = new ArrayList<>();
    while (events.isEmpty() || !last.test(events.getLast())) {
      try {
        events.add(json(receiver.next(PATIENCE)));
      } catch (IllegalStateException none) {
        throw new AssertionError("what was waited for did not come; came: " + events, none);
      }
    }
    return events;
  }

  /** The next event of this type; others before it are passed over. */
  JsonNode next(String type) {
    return until(event -> event.path("type").asText().equals(type)).getLast();
  }

  /** What came so far. */
  int waiting() {
    return receiver.rest().size();
  }

  static JsonNode json(Received request) {
    return Reply.json(new String(request.body(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    admin.send("DELETE", path(), "", "");
    receiver.close();
  }
}
